import type { DefineCommand } from '../../command.ts'
import { findBlock } from '../../lookups/blocks.ts'
import { format } from '../../options/format.ts'
import { uuid } from '../../options/parsers.ts'

/** `millrace block inspect`; secrets stay hidden. */
export const inspect: DefineCommand = (command, { output, client }) =>
  command
    .argument('[slug]', 'the block, as block-type/block-name')
    .option('--slug <slug>', 'the same as the argument')
    .option('--id <id>', 'the block by its id', uuid)
    .addOption(format())
    .action(async (argument, { slug, id, output: form }) => {
      const block = await findBlock(await client(), argument ?? slug, id)
      if (form === 'json') return output.json(block)
      const { block_type: type, name, data } = block
      output.object(`${type?.slug ?? ''}/${name ?? ''}`, { 'Block Type': type?.name ?? '', 'Block id': block.id, ...data })
    })
