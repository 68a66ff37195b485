import { resolve } from 'node:path'
import type { BlockType } from '@millrace/sdk/blocks'
import type { DefineCommand } from '../../command.ts'
import { CommandFailure, WrongUsage } from '../../errors.ts'
import { moduleFile } from '../../lookups/module-file.ts'
import { uiUrl } from '../../lookups/ui-url.ts'
import { inSession } from '../../runs/in-session.ts'

/** `millrace block register`: tells the server of the block types that a file or module exports. */
export const register: DefineCommand = (command, context) =>
  command
    .option('-f, --file <file>', 'file that exports block types, made by defineBlock(…)')
    .option('-m, --module <name>', 'module that exports block types: a file or an installed package')
    .action(async ({ file, module: name }) => {
      const { io, output } = context
      if ((file === undefined) === (name === undefined)) throw new WrongUsage('Expected --file or --module, one of them.')
      const path = file === undefined ? moduleFile(name ?? '', io.cwd) : resolve(io.cwd, file)
      const types = await blockTypesOf(path, file ?? name ?? '')
      await inSession(context, async () => {
        for (const type of types) await type.register()
      })
      output.line({ text: `Successfully registered ${types.length} ${types.length === 1 ? 'block' : 'blocks'}`, style: 'green' })
      await output.table({
        title: 'Registered Blocks',
        columns: ['Slug', 'Name'],
        rows: types.map(({ slug, name: title }) => [slug, title]),
      })
      output.line(`To make blocks of them, go to ${await uiUrl(await context.settings())}/blocks/catalog`)
    })

async function blockTypesOf(file: string, shown: string): Promise<readonly BlockType[]> {
  const { loadExports } = await import('@millrace/sdk/entrypoints')
  const { isBlockType } = await import('@millrace/sdk/blocks')
  const types = [...new Set(Object.values(await loadExports(file, shown)).filter(isBlockType))]
  if (types.length > 0) return types
  throw new CommandFailure(`${shown} exports no block types. Make one with defineBlock(…) and export it.`)
}
