import type { DefineCommand } from '../../command.ts'
import { CommandFailure } from '../../errors.ts'
import { findTagLimit } from '../../lookups/concurrency-limits.ts'

/** `millrace concurrency-limit reset`: frees every slot of a tag, whoever holds it. */
export const reset: DefineCommand = (command, { output, client, io }) =>
  command
    .argument('<tag>', 'the tag of task runs')
    .option('-y, --yes', 'do not ask')
    .action(async (tag, { yes }) => {
      const opened = await client()
      const { active_slots: slots } = await findTagLimit(opened, tag)
      const question = `Free the slots of ${slots.length} task run${slots.length === 1 ? '' : 's'}, which go on running?`
      if (slots.length > 0 && !yes && !(await io.confirm(question))) throw new CommandFailure('Nothing was changed.')
      await opened.concurrencyLimits.reset({ params: { tag } })
      output.line({ text: `Reset concurrency limit set on the tag: ${tag}`, style: 'green' })
    })
