import type { DefineCommand } from '../../command.ts'
import { CommandFailure } from '../../errors.ts'
import { NO_AUDIT_LOG } from '../../lookups/audit-entries.ts'
import { orMissing } from '../../lookups/missing.ts'
import { format } from '../../options/format.ts'

/** `millrace audit verify`: exits with 1 where an entry is not what was written. */
export const verify: DefineCommand = (command, { output, client }) =>
  command.addOption(format()).action(async ({ output: form }) => {
    const { audit } = await client()
    let checked = 0
    const ask = async (after: number) => await orMissing(audit.verify({ query: { after } }), NO_AUDIT_LOG)
    let answer = await ask(0)
    while (answer.more) {
      checked += answer.checked
      answer = await ask(answer.last)
    }
    checked += answer.checked
    const { last, broken } = answer
    if (form === 'json') output.json({ checked, last, broken })
    if (broken !== null) throw new CommandFailure(`${broken.reason} ${checked} entries before it are as they were written.`)
    if (form !== 'json') {
      output.line({
        text: checked === 0 ? 'The audit log is empty.' : `All ${checked} entries are as they were written, up to ${last}.`,
        style: 'green',
      })
    }
  })
