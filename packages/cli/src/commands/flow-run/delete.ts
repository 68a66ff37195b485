import type { DefineCommand } from '../../command.ts'
import { CommandFailure } from '../../errors.ts'
import { orMissing } from '../../lookups/missing.ts'
import { uuid } from '../../options/parsers.ts'

/** `millrace flow-run delete` */
export const remove: DefineCommand = (command, { output, client, io }) =>
  command
    .argument('<id>', 'id of the flow run', uuid)
    .option('-y, --yes', 'do not ask')
    .action(async (id, { yes }) => {
      const { flowRuns } = await client()
      if (!yes && !(await io.confirm(`Delete flow run '${id}' with its task runs and log lines?`)))
        throw new CommandFailure('Nothing was deleted.')
      await orMissing(flowRuns.delete({ params: { id } }), `Flow run '${id}' not found!`)
      output.line({ text: `Successfully deleted flow run '${id}'.`, style: 'green' })
    })
