import type { DefineCommand } from '../../command.ts'
import { CommandFailure, WrongUsage } from '../../errors.ts'
import { findNamedOrId, listDeployments } from '../../lookups/deployments.ts'
import { uuid } from '../../options/parsers.ts'

/** `millrace deployment delete` */
export const remove: DefineCommand = (command, { output, client, io }) =>
  command
    .argument('[name]', "the deployment, as '<flow-name>/<deployment-name>'")
    .option('--id <id>', 'the deployment by its id', uuid)
    .option('--all', 'all deployments')
    .option('-y, --yes', 'do not ask')
    .action(async (name, { id, all, yes }) => {
      if (all && (name !== undefined || id !== undefined)) throw new WrongUsage('Expected --all or a deployment, got both.')
      const opened = await client()
      const doomed = all ? await listDeployments(opened) : [await findNamedOrId(opened, name, id)]
      if (all && doomed.length === 0) return output.line('No deployments found.')
      const question = all ? `Delete all ${doomed.length} deployments?` : undefined
      if (question !== undefined && !yes && !(await io.confirm(question))) throw new CommandFailure('Nothing was deleted.')
      for (const each of doomed) {
        await opened.deployments.delete({ params: { id: each.deployment.id } })
        output.line({ text: `Deleted deployment '${each.name}'.`, style: 'green' })
      }
    })
