import type { DefineCommand } from '../../../command.ts'
import { CommandFailure } from '../../../errors.ts'
import { findBlockType } from '../../../lookups/blocks.ts'

/** `millrace block type delete`; the blocks of the type go with it. */
export const remove: DefineCommand = (command, { output, client, io }) =>
  command
    .argument('<slug>', 'the block type')
    .option('-y, --yes', 'do not ask')
    .action(async (slug, { yes }) => {
      const opened = await client()
      const type = await findBlockType(opened, slug)
      if (type.is_protected) throw new CommandFailure(`Block type '${slug}' is a built-in one, which cannot be deleted.`)
      if (!yes && !(await io.confirm(`Delete block type '${slug}' and all its blocks?`))) throw new CommandFailure('Nothing was deleted.')
      await opened.blockTypes.delete({ params: { id: type.id } })
      output.line({ text: `Deleted Block Type '${slug}'.`, style: 'green' })
    })
