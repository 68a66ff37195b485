import type { Client } from '@millrace/client'
import { StorageReadOnly } from '../storage/errors.ts'
import { openStorage } from '../storage/open-storage.ts'
import { storageBlockById } from '../storage/storage-block.ts'
import { type Uploaded, uploadTree, type UploadOptions } from '../storage/upload-tree.ts'
import type { DeploymentDefinition } from './definition.ts'
import { storageDocumentId } from './storage-reference.ts'

export interface UploadDeploymentOptions {
  readonly client: Client
  /** The folder of the code. */
  readonly from: string
  readonly onProgress?: UploadOptions['onProgress']
  /** Where a block leaves credentials or addresses to the environment (default: that of the process). */
  readonly env?: NodeJS.ProcessEnv | undefined
}

export interface UploadedDeployment extends Uploaded {
  /** As people know it: `s3://bucket/folder`. */
  readonly location: string
}

/**
 * Uploads the code of a deployment to its storage; undefined when it has none.
 *
 * @throws StorageReadOnly for a storage that code is only fetched from; StorageError, of the class that says what is wrong.
 */
export async function uploadDeployment(
  { storage, path }: Pick<DeploymentDefinition, 'storage' | 'path'>,
  { client, from, onProgress, env }: UploadDeploymentOptions,
): Promise<UploadedDeployment | undefined> {
  const id = await storageDocumentId(client, storage)
  if (id === null) return undefined
  const { address, files } = await openStorage(await storageBlockById(client, id), env)
  if (files === undefined)
    throw new StorageReadOnly(`${address} takes no uploads: bring the code there by its own means, and pass --skip-upload`)
  const uploaded = await uploadTree(files, { from, to: path ?? '', onProgress })
  return { ...uploaded, location: storageLocation(address, path) }
}

/** Where the code of a deployment is, as people know it. */
const storageLocation = (address: string, path: string | null): string =>
  path === null || path === '' ? address : `${address.replace(/\/$/, '')}/${path}`
