import type { Client } from '@millrace/client'
import type { Deployment } from '@millrace/protocol'

/**
 * Fetches the code of a deployment from its storage into a new folder, which goes when this process ends; undefined for
 * a deployment that has no storage.
 *
 * @throws StorageError, of the class that says what is wrong.
 */
export async function fetchCode(
  client: Client,
  { storage_document_id: id, path }: Pick<Deployment, 'storage_document_id' | 'path'>,
): Promise<string | undefined> {
  if (id === null) return undefined
  const { codeFolder, openStorage, storageBlockById } = await import('../storage/index.ts')
  const storage = await openStorage(await storageBlockById(client, id))
  const folder = await codeFolder()
  await storage.fetch(path ?? '', folder)
  return folder
}
