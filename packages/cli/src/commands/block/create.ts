import type { DefineCommand } from '../../command.ts'
import { findBlockType } from '../../lookups/blocks.ts'
import { uiUrl } from '../../lookups/ui-url.ts'

/** `millrace block create`: says where in the web UI a block of a type is made. */
export const create: DefineCommand = (command, { output, client, settings }) =>
  command.argument('<block-type-slug>', 'the block type; `millrace block type ls` has them').action(async (slug) => {
    const type = await findBlockType(await client(), slug)
    output.line(`Create a ${type.slug} block: ${await uiUrl(await settings())}/blocks/catalog/${type.slug}/create`)
  })
