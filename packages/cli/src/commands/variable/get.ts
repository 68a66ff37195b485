import type { DefineCommand } from '../../command.ts'
import { findVariable } from '../../lookups/variables.ts'
import { format } from '../../options/format.ts'

/** `millrace variable get` */
export const get: DefineCommand = (command, { output, client }) =>
  command
    .argument('<name>', 'the variable')
    .addOption(format())
    .action(async (name, { output: form }) => {
      const { value } = await findVariable(await client(), name)
      if (form === 'json') return output.json(value)
      output.line(typeof value === 'string' ? value : JSON.stringify(value))
    })
