import type { DefineCommand } from '../../command.ts'
import { CommandFailure } from '../../errors.ts'
import { findVariable } from '../../lookups/variables.ts'

/** `millrace variable unset` */
export const unset: DefineCommand = (command, { output, client, io }) =>
  command
    .argument('<name>', 'the variable')
    .option('-y, --yes', 'do not ask')
    .action(async (name, { yes }) => {
      const opened = await client()
      await findVariable(opened, name)
      if (!yes && !(await io.confirm(`Unset variable '${name}'?`))) throw new CommandFailure('Nothing was deleted.')
      await opened.variables.deleteByName({ params: { name } })
      output.line({ text: `Unset variable '${name}'.`, style: 'green' })
    })
