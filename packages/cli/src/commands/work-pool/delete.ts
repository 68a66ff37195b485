import type { DefineCommand } from '../../command.ts'
import { CommandFailure } from '../../errors.ts'
import { findPool } from '../../lookups/work-queues.ts'

/** `millrace work-pool delete` */
export const remove: DefineCommand = (command, { output, client, io }) =>
  command
    .argument('<name>', 'the work pool')
    .option('-y, --yes', 'do not ask')
    .action(async (name, { yes }) => {
      const opened = await client()
      await findPool(opened, name)
      if (!yes && !(await io.confirm(`Delete work pool '${name}' with its queues?`))) throw new CommandFailure('Nothing was deleted.')
      await opened.workPools.delete({ params: { name } })
      output.line({ text: `Deleted work pool '${name}'`, style: 'green' })
    })
