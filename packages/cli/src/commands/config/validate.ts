import { warningsOf } from '@millrace/settings'
import type { DefineCommand } from '../../command.ts'
import { CommandFailure } from '../../errors.ts'

/** `millrace config validate` */
export const validate: DefineCommand = (command, { output, settings }) =>
  command.action(async () => {
    // Reading is what checks the values; the warnings were printed by it.
    const warnings = warningsOf(await settings())
    if (warnings.length > 0) throw new CommandFailure(`${warnings.length} of the names are no settings.`)
    output.line({ text: 'Configuration valid!', style: 'green' })
  })
