import type { Client } from '@millrace/client'
import { isStatus } from '@millrace/client/errors'
import type { BlockDocument } from '@millrace/protocol'
import { InvalidStorage } from './errors.ts'
import type { StorageBlock } from './open-storage.ts'
import { parseStorageSlug } from './slug.ts'

/** A storage block of the server. */
export interface SavedStorageBlock extends StorageBlock {
  readonly id: string
}

/**
 * Reads the block of `block-type/block-name[/path]`, with its secrets.
 *
 * @throws InvalidStorage when there is none.
 */
export async function storageBlock(client: Client, slug: string): Promise<SavedStorageBlock> {
  const { type, name } = parseStorageSlug(slug)
  return await orExplained(`there is no block '${type}/${name}'; 'millrace block ls' shows those that there are`, () =>
    client.blockTypes.readDocument({ params: { slug: type, block_document_name: name }, query: { include_secrets: true } }),
  )
}

/** Reads a storage block by its id, with its secrets. @throws InvalidStorage when there is none. */
export async function storageBlockById(client: Client, id: string): Promise<SavedStorageBlock> {
  return await orExplained(`the storage block ${id} is gone: build the deployment with another one`, () =>
    client.blockDocuments.read({ params: { id }, query: { include_secrets: true } }),
  )
}

async function orExplained(missing: string, read: () => Promise<BlockDocument>): Promise<SavedStorageBlock> {
  try {
    const { id, name, data, block_type: type } = await read()
    return { id, name, type: type?.slug ?? '', fields: data }
  } catch (error) {
    throw isStatus(error, 404) ? new InvalidStorage(missing, { cause: error }) : error
  }
}
