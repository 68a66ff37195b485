import type { DefineCommand } from '../../command.ts'
import { CommandFailure } from '../../errors.ts'
import { findBlock } from '../../lookups/blocks.ts'
import { uuid } from '../../options/parsers.ts'

/** `millrace block delete` */
export const remove: DefineCommand = (command, { output, client, io }) =>
  command
    .argument('[slug]', 'the block, as block-type/block-name')
    .option('--slug <slug>', 'the same as the argument')
    .option('--id <id>', 'the block by its id', uuid)
    .option('-y, --yes', 'do not ask')
    .action(async (argument, { slug, id, yes }) => {
      const opened = await client()
      const block = await findBlock(opened, argument ?? slug, id)
      const shown = argument ?? slug ?? block.id
      if (!yes && !(await io.confirm(`Delete block '${shown}'?`))) throw new CommandFailure('Nothing was deleted.')
      await opened.blockDocuments.delete({ params: { id: block.id } })
      output.line({ text: `Successfully deleted Block '${shown}'.`, style: 'green' })
    })
