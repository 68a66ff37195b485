import type { Json } from '@millrace/protocol'
import { MillraceError } from '../errors.ts'
import type { Block } from './block.ts'
import { type BlockType, knownBlockType } from './block-type.ts'
import { readDocument, readDocumentById } from './documents.ts'
import { unknownBlockType } from './unknown-type.ts'

/**
 * Loads a block by `type-slug/name`; its type is the one that this process defined, or else one that takes any fields.
 *
 * @throws BlockNotFound.
 */
export async function loadBlock(slug: string): Promise<Block> {
  const [type, name, ...more] = slug.split('/')
  if (type === undefined || name === undefined || more.length > 0)
    throw new MillraceError(`expected a block as 'block-type/block-name', got '${slug}'`)
  return fromDocument(await readDocument(type, name))
}

/**
 * Puts blocks in the place of references to them, `{"$ref": …}` with the id of a block, `{"block_document_id": id}` or
 * `{"block_document_slug": "type/name"}`, anywhere in a value, as Prefect 3 does with the parameters of flows.
 *
 * @throws BlockNotFound.
 */
export async function resolveBlockReferences(value: unknown): Promise<unknown> {
  if (!mentionsBlock(value, new Set())) return value
  if (Array.isArray(value)) return await Promise.all(value.map(resolveBlockReferences))
  if (!isPlainObject(value)) return value
  if ('$ref' in value) return await loadReference(value['$ref'] as Json)
  const entries = Object.entries(value).map(async ([key, item]): Promise<[string, unknown]> => [key, await resolveBlockReferences(item)])
  return Object.fromEntries(await Promise.all(entries))
}

async function loadReference(reference: Json): Promise<Block> {
  if (typeof reference === 'string') return fromDocument(await readDocumentById(reference))
  const { block_document_id: id, block_document_slug: slug } = (reference ?? {}) as Record<string, Json>
  if (typeof id === 'string') return fromDocument(await readDocumentById(id))
  if (typeof slug === 'string') return await loadBlock(slug)
  throw new MillraceError(`expected {"$ref": {"block_document_id": "…"}} as reference to a block, got ${JSON.stringify(reference)}`)
}

function fromDocument(document: Awaited<ReturnType<typeof readDocument>>): Block {
  const slug = document.block_type?.slug ?? ''
  const type: BlockType = knownBlockType(slug) ?? unknownBlockType(slug, document)
  return type.fromDocument(document)
}

/** What refers to itself, or has getters that throw, is nothing that came as JSON and mentions no block. */
function mentionsBlock(value: unknown, above: Set<unknown>): boolean {
  if (typeof value !== 'object' || value === null || above.has(value)) return false
  if (!Array.isArray(value) && !isPlainObject(value)) return false
  if ('$ref' in value) return true
  above.add(value)
  try {
    return Object.values(value).some((item) => mentionsBlock(item, above))
  } catch {
    return false
  }
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
