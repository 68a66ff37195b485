import { InvalidStorage } from './errors.ts'
import { relativePath } from './paths.ts'

/** Which block a storage is, and which folder of it is meant. */
export interface StorageSlug {
  readonly type: string
  readonly name: string
  /** Relative to what the block says; empty when the slug has none. */
  readonly path: string
}

/**
 * Reads `block-type/block-name` or `block-type/block-name/path`.
 *
 * @throws InvalidStorage or UnsafePath.
 */
export function parseStorageSlug(slug: string): StorageSlug {
  const [type, name, ...path] = slug.split('/')
  if (type === undefined || name === undefined || type === '' || name === '')
    throw new InvalidStorage(`expected a storage block as 'block-type/block-name' or 'block-type/block-name/path', got '${slug}'`)
  return { type, name, path: relativePath(path.join('/')) }
}
