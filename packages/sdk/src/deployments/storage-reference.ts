import type { Client } from '@millrace/client'
import { isStatus } from '@millrace/client/errors'
import type { Json } from '@millrace/protocol'
import { type Block, plainData } from '../blocks/block.ts'
import { InvalidStorage, StorageError } from '../storage/errors.ts'
import { joinPath } from '../storage/paths.ts'
import { parseStorageSlug } from '../storage/slug.ts'
import { requireStorageType } from '../storage/storage-types.ts'
import { keepAnonymous } from './anonymous-infrastructure.ts'
import { DeploymentError } from './errors.ts'

type JsonObject = Readonly<Record<string, Json>>

/**
 * A storage block as deployment files have it: its fields without their secrets, which block they are of, and the folder
 * in it.
 *
 * @throws InvalidStorage when there is no such block; DeploymentError when the folder is given twice.
 */
export async function storageFromBlock(
  client: Client,
  slug: string,
  path: string | undefined,
): Promise<{ readonly storage: Record<string, Json>; readonly path: string }> {
  const { type, name, path: ofSlug } = parseStorageSlug(slug)
  if (ofSlug !== '' && path !== undefined && path !== '')
    throw new DeploymentError(
      `the folder of the storage is given twice: '${ofSlug}' in '${slug}', and '${path}' by --path; leave one of them out`,
    )
  requireStorageType(type, `the block '${type}/${name}'`)
  const { id, data, is_anonymous: isAnonymous } = await read(client, type, name)
  const storage = {
    type,
    ...(data as JsonObject),
    _block_document_id: id,
    _block_document_name: name,
    _is_anonymous: isAnonymous,
    block_type_slug: type,
    _block_type_slug: type,
  }
  return { storage, path: joinPath(ofSlug, path ?? '') }
}

/**
 * The same of a block that is at hand. One without a name is kept in an anonymous block, as Prefect 2 does.
 *
 * @param before - the block that the deployment has now; its own anonymous one is used again.
 * @throws InvalidStorage when its type is no storage.
 */
export async function storageOfBlock(client: Client, block: Block, before: string | null): Promise<Record<string, Json>> {
  const { slug } = block.type
  requireStorageType(slug, `a block of type '${slug}'`)
  const name = block.savedAs?.name ?? null
  if (name !== null) return (await storageFromBlock(client, `${slug}/${name}`, undefined)).storage
  await block.type.register()
  const data = plainData(block.values) as JsonObject
  const id = block.savedAs?.id ?? (await keepAnonymous(client, { ...data, _block_type_slug: slug }, before))
  return { type: slug, _block_document_id: id, _is_anonymous: true, block_type_slug: slug, _block_type_slug: slug }
}

/**
 * The block that the storage of a deployment file means: by its name, as the file may be from another server, or else by
 * its id. Null when the file has none.
 *
 * @throws InvalidStorage when there is no such block.
 */
export async function storageDocumentId(client: Client, storage: JsonObject | null): Promise<string | null> {
  if (storage === null) return null
  const { _block_document_id: id, _block_document_name: name } = storage
  const type = storage['_block_type_slug'] ?? storage['block_type_slug'] ?? storage['type']
  if (typeof name === 'string' && typeof type === 'string') return (await read(client, type, name)).id
  if (typeof id === 'string') return id
  throw new StorageError("the storage of the deployment names no block: give it '_block_type_slug' and '_block_document_name'")
}

async function read(client: Client, slug: string, name: string): ReturnType<Client['blockTypes']['readDocument']> {
  try {
    return await client.blockTypes.readDocument({ params: { slug, block_document_name: name }, query: {} })
  } catch (error) {
    if (!isStatus(error, 404)) throw error
    throw new InvalidStorage(`there is no block '${slug}/${name}'; 'millrace block ls' shows those that there are`, { cause: error })
  }
}
