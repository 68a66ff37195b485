import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Client } from '@millrace/client'
import type { Deployment } from '@millrace/protocol'

/**
 * Fetches the code of a deployment from its storage into a new folder, which goes when this process ends; undefined for
 * a deployment that has no storage.
 *
 * The folder is below the current one where that can be written, so that packages which are installed there are found.
 *
 * @throws StorageError, of the class that says what is wrong.
 */
export async function fetchCode(
  client: Client,
  { storage_document_id: id, path }: Pick<Deployment, 'storage_document_id' | 'path'>,
): Promise<string | undefined> {
  if (id === null) return undefined
  const { openStorage, storageBlockById } = await import('../storage/index.ts')
  const storage = await openStorage(await storageBlockById(client, id))
  const folder = await newFolder()
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  await storage.fetch(path ?? '', folder)
  return folder
}

async function newFolder(): Promise<string> {
  try {
    return await mkdtemp(join(process.cwd(), '.millrace-code-'))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EACCES' && code !== 'EPERM' && code !== 'EROFS') throw error
    return await mkdtemp(join(tmpdir(), 'millrace-code-'))
  }
}
