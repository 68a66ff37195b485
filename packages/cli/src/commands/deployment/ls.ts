import type { DefineCommand } from '../../command.ts'
import { listDeployments } from '../../lookups/deployments.ts'
import { format } from '../../options/format.ts'
import { collect } from '../../options/parsers.ts'

/** `millrace deployment ls` */
export const ls: DefineCommand = (command, { output, client }) =>
  command
    .option('--flow-name <name>', 'only deployments of this flow, may be given several times', collect, [])
    .option('--by-created', 'newest first')
    .addOption(format())
    .action(async ({ flowName, byCreated, output: form }) => {
      const found = await listDeployments(await client(), flowName, byCreated)
      if (form === 'json') return output.json(found.map(({ deployment }) => deployment))
      await output.table({
        title: 'Deployments',
        columns: ['Name', 'ID'],
        rows: found.map(({ deployment, name }) => [name, deployment.id]),
      })
    })
