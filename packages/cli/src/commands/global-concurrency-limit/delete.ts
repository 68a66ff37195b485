import type { DefineCommand } from '../../command.ts'
import { CommandFailure } from '../../errors.ts'
import { findLimit } from '../../lookups/concurrency-limits.ts'

/** `millrace global-concurrency-limit delete` */
export const remove: DefineCommand = (command, { output, client, io }) =>
  command
    .argument('<name>', 'the limit')
    .option('-y, --yes', 'do not ask')
    .action(async (name, { yes }) => {
      const opened = await client()
      const { id } = await findLimit(opened, name)
      if (!yes && !(await io.confirm(`Delete the global concurrency limit '${name}'?`))) throw new CommandFailure('Nothing was deleted.')
      await opened.concurrencyLimitsV2.delete({ params: { id_or_name: id } })
      output.line({ text: `Deleted global concurrency limit with name '${name}'.`, style: 'green' })
    })
