import type { FileSystem } from '../storage/file-system.ts'
import { fileStorage, openedOnce } from './file-storage.ts'
import type { ResultStorage } from './storage.ts'

export interface ObjectStorageOptions {
  /** Credentials, endpoint, region and whatever else the service has in OpenDAL; what is left out comes from the environment. */
  readonly options?: Readonly<Record<string, string>>
  /** Folder below which keys are. */
  readonly root?: string
}

/** What may be wrong where a service refuses. */
const CREDENTIALS = 'the options of the result storage and at the environment'

/** Keeps results in an S3 bucket, or in one of a service that speaks S3's protocol (`options: { endpoint: 'http://…' }`). */
export const s3Storage = (bucket: string, given: ObjectStorageOptions = {}): ResultStorage =>
  storageOf(`s3://${bucket}`, given, async ({ address, options, root }) => {
    const [{ s3Environment }, { opendalFiles }] = await Promise.all([
      import('../storage/systems/s3.ts'),
      import('../storage/systems/opendal-files.ts'),
    ])
    const all = withValues({ ...s3Environment(process.env), ...options, bucket, root })
    return await opendalFiles({ scheme: 's3', options: all, address, credentials: CREDENTIALS })
  })

/** Keeps results in a bucket of Google Cloud Storage. */
export const gcsStorage = (bucket: string, given: ObjectStorageOptions = {}): ResultStorage =>
  storageOf(`gs://${bucket}`, given, async ({ address, options, root = '' }) => {
    const { gcsEnvironment, gcsFiles } = await import('../storage/systems/gcs.ts')
    const all = withValues({ ...gcsEnvironment(process.env), ...options, bucket })
    return await gcsFiles({ options: all, root, address, credentials: CREDENTIALS })
  })

/** Keeps results in a container of Azure Blob Storage. */
export const azureStorage = (container: string, given: ObjectStorageOptions = {}): ResultStorage =>
  storageOf(`az://${container}`, given, async ({ address, options, root }) => {
    const [{ azureEnvironment }, { opendalFiles }] = await Promise.all([
      import('../storage/systems/azure.ts'),
      import('../storage/systems/opendal-files.ts'),
    ])
    const all = withValues({ ...azureEnvironment(process.env), ...options, container, root })
    return await opendalFiles({ scheme: 'azblob', options: all, address, credentials: CREDENTIALS })
  })

/**
 * Keeps results in any service of Apache OpenDAL, by its scheme there (`webdav`, `redis`, `oss`, `b2`, …). The package is loaded when a
 * result is first read or written; where it is missing, that rejects and says how to install it.
 */
export const opendalStorage = (scheme: string, given: ObjectStorageOptions = {}): ResultStorage =>
  storageOf(`${scheme}://`, given, async ({ address, options, root }) => {
    const { opendalFiles } = await import('../storage/systems/opendal-files.ts')
    return await opendalFiles({ scheme, options: withValues({ ...options, root }), address, credentials: CREDENTIALS })
  })

interface Place {
  readonly address: string
  readonly options: Readonly<Record<string, string>>
  readonly root: string | undefined
}

function storageOf(
  service: string,
  { options = {}, root }: ObjectStorageOptions,
  open: (place: Place) => Promise<FileSystem>,
): ResultStorage {
  const address = root === undefined ? service : `${service}/${root.replace(/^\/+/, '')}`
  return fileStorage(
    address,
    openedOnce(() => open({ address, options, root })),
  )
}

const withValues = (options: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(options).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value]])))
