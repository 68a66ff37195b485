import type { DefineCommand } from '../../command.ts'
import { orMissing } from '../../lookups/missing.ts'
import { format } from '../../options/format.ts'
import { number, uuid } from '../../options/parsers.ts'
import { watchRun } from '../../runs/watch-run.ts'

/** `millrace flow-run watch` */
export const watch: DefineCommand = (command, context) =>
  command
    .argument('<id>', 'id of the flow run', uuid)
    .option('--timeout <seconds>', 'give up after this time; the run goes on', number)
    .addOption(format())
    .action(async (id, { timeout, output: form }) => {
      const client = await context.client()
      await orMissing(client.flowRuns.read({ params: { id } }), `Flow run '${id}' not found!`)
      const run = await watchRun(client, id, context, { timeout, quiet: form === 'json' })
      if (form === 'json') context.output.json(run)
      else context.output.line({ text: `Flow run '${run.name}' finished as ${run.state_name}.`, style: 'green' })
    })
