import type { Json } from '@millrace/protocol'
import { MillraceError } from '../errors.ts'
import type { Block } from './block.ts'
import { type BlockType, knownBlockType } from './block-type.ts'
import { blocks } from './built-in.ts'
import { readDocument, readDocumentById } from './documents.ts'
import { unknownBlockType } from './unknown-type.ts'

const BUILT_IN = new Map<string, BlockType>(Object.values(blocks).map((type) => [type.slug, type as unknown as BlockType]))

/** Loads a block by `type-slug/name`. @throws BlockNotFound. */
export async function blockBySlug(slug: string): Promise<Block> {
  const [type, name, ...more] = slug.split('/')
  if (type === undefined || name === undefined || more.length > 0)
    throw new MillraceError(`expected a block as 'block-type/block-name', got '${slug}'`)
  return fromDocument(await readDocument(type, name))
}

/** Loads the block that a `$ref` in a parameter names. @throws BlockNotFound. */
export async function blockByReference(reference: Json): Promise<Block> {
  if (typeof reference === 'string') return fromDocument(await readDocumentById(reference))
  const { block_document_id: id, block_document_slug: slug } = (reference ?? {}) as Record<string, Json>
  if (typeof id === 'string') return fromDocument(await readDocumentById(id))
  if (typeof slug === 'string') return await blockBySlug(slug)
  throw new MillraceError(`expected {"$ref": {"block_document_id": "…"}} as reference to a block, got ${JSON.stringify(reference)}`)
}

function fromDocument(document: Awaited<ReturnType<typeof readDocument>>): Block {
  const slug = document.block_type?.slug ?? ''
  const type: BlockType = knownBlockType(slug) ?? BUILT_IN.get(slug) ?? unknownBlockType(slug, document)
  return type.fromDocument(document)
}
