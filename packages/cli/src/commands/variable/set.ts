import type { DefineCommand } from '../../command.ts'
import { CommandFailure } from '../../errors.ts'
import { ifThere } from '../../lookups/missing.ts'
import { jsonOrText } from '../../options/parameters.ts'
import { collect } from '../../options/parsers.ts'

/** `millrace variable set` */
export const set: DefineCommand = (command, { output, client }) =>
  command
    .argument('<name>', 'the variable')
    .argument('<value>', 'its value: JSON (42, true, {"a": 1}), or text')
    .option('--overwrite', 'change a variable that exists')
    .option('--tag <tag>', 'a tag, may be given several times', collect, [])
    .action(async (name, value, { overwrite, tag }) => {
      const { variables } = await client()
      const body = { value: jsonOrText(value), ...(tag.length === 0 ? {} : { tags: [...tag] }) }
      const existing = await ifThere(variables.readByName({ params: { name } }))
      if (existing === undefined) {
        await variables.create({ body: { name, ...body } })
        return output.line({ text: `Set variable '${name}'.`, style: 'green' })
      }
      if (!overwrite) throw new CommandFailure(`Variable '${name}' already exists. Use --overwrite to change it.`)
      await variables.updateByName({ params: { name }, body })
      output.line({ text: `Updated variable '${name}'.`, style: 'green' })
    })
