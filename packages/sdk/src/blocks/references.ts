import type { Json } from '@millrace/protocol'
import type { Block } from './block.ts'
import type * as LoadBlock from './load-block.ts'
import { isPlainObject } from '../plain-object.ts'

/**
 * Loads a block by `type-slug/name`; its type is the one that this process defined, or else one that takes any fields.
 *
 * @throws BlockNotFound.
 */
export async function loadBlock(slug: string): Promise<Block> {
  const { blockBySlug } = await loader()
  return await blockBySlug(slug)
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
  if ('$ref' in value) return await (await loader()).blockByReference(value['$ref'] as Json)
  const entries = Object.entries(value).map(async ([key, item]): Promise<[string, unknown]> => [key, await resolveBlockReferences(item)])
  return Object.fromEntries(await Promise.all(entries))
}

/** The types of blocks are made of schemas, which take long to load; most flows have no blocks. */
const loader = (): Promise<typeof LoadBlock> => import('./load-block.ts')

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
