import type { DefineCommand } from '../../command.ts'
import { findVariable } from '../../lookups/variables.ts'
import { format } from '../../options/format.ts'

/** `millrace variable inspect` */
export const inspect: DefineCommand = (command, { output, client }) =>
  command
    .argument('<name>', 'the variable')
    .addOption(format())
    .action(async (name, { output: form }) => {
      const variable = await findVariable(await client(), name)
      if (form === 'json') return output.json(variable)
      output.object(undefined, variable)
    })
