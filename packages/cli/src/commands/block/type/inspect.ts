import type { DefineCommand } from '../../../command.ts'
import { findBlockType } from '../../../lookups/blocks.ts'
import { format } from '../../../options/format.ts'

/** `millrace block type inspect` */
export const inspect: DefineCommand = (command, { output, client }) =>
  command
    .argument('<slug>', 'the block type')
    .addOption(format())
    .action(async (slug, { output: form }) => {
      const opened = await client()
      const type = await findBlockType(opened, slug)
      const [schema] = await opened.blockSchemas.filter({ body: { block_schemas: { block_type_id: { any_: [type.id] } }, limit: 1 } })
      if (form === 'json') return output.json({ ...type, fields: schema?.fields ?? null })
      output.object(type.name, { ...type, fields: schema?.fields ?? null })
    })
