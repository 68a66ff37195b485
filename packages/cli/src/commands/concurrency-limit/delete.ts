import type { DefineCommand } from '../../command.ts'
import { CommandFailure } from '../../errors.ts'
import { findTagLimit } from '../../lookups/concurrency-limits.ts'

/** `millrace concurrency-limit delete` */
export const remove: DefineCommand = (command, { output, client, io }) =>
  command
    .argument('<tag>', 'the tag of task runs')
    .option('-y, --yes', 'do not ask')
    .action(async (tag, { yes }) => {
      const opened = await client()
      await findTagLimit(opened, tag)
      if (!yes && !(await io.confirm(`Delete the concurrency limit of the tag '${tag}'?`))) throw new CommandFailure('Nothing was deleted.')
      await opened.concurrencyLimits.deleteByTag({ params: { tag } })
      output.line({ text: `Deleted concurrency limit set on the tag: ${tag}`, style: 'green' })
    })
