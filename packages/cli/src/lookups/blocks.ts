import type { Client } from '@millrace/client'
import type { BlockDocument, BlockType } from '@millrace/protocol'
import { CommandFailure, WrongUsage } from '../errors.ts'
import { orMissing } from './missing.ts'
import { readPages } from './pages.ts'

/** The block that a command names, by `block-type/block-name` or by `--id`, exactly one of them. */
export async function findBlock(client: Client, slug: string | undefined, id: string | undefined): Promise<BlockDocument> {
  if (slug !== undefined && id !== undefined) throw new WrongUsage('Expected a block as block-type/block-name or --id, got both.')
  if (id !== undefined) return await orMissing(client.blockDocuments.read({ params: { id } }), `Block '${id}' not found!`)
  if (slug === undefined) throw new WrongUsage('Expected a block as block-type/block-name, or --id.')
  const [type, name, ...rest] = slug.split('/')
  if (!type || !name || rest.length > 0)
    throw new CommandFailure(`'${slug}' is not valid. Slug must contain a '/', e.g. 'json/my-json-block'`)
  return await orMissing(
    client.blockTypes.readDocument({ params: { slug: type, block_document_name: name } }),
    `Block '${slug}' not found!`,
  )
}

/** A type of blocks by its slug; the error has the nearest slugs. */
export const findBlockType = async (client: Client, slug: string): Promise<BlockType> =>
  await orMissing(client.blockTypes.readBySlug({ params: { slug } }), async () => {
    const { nearest } = await import('@millrace/settings')
    const slugs = (await readPages(async (page) => await client.blockTypes.filter({ body: page }))).map((type) => type.slug)
    const like = nearest(slug, slugs)
    return `Block type '${slug}' not found!${like.length === 0 ? '' : ` Did you mean ${like.map((each) => `'${each}'`).join(' or ')}?`}`
  })
