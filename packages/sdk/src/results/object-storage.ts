import { MillraceError } from '../errors.ts'
import type { ResultStorage } from './storage.ts'

/** The version that is tested; later ones need a newer glibc than Debian 12 has. */
const INSTALL = 'npm install opendal@0.49.2'

/** What of the package is used. */
interface Operator {
  read(path: string): Promise<Buffer>
  write(path: string, content: Buffer): Promise<void>
  delete(path: string): Promise<void>
}
interface OpendalModule {
  readonly Operator: new (scheme: string, options: Record<string, string>) => Operator
}

// Loaded when it is first needed, by a name that no bundler follows: it is 42 MB, and optional.
const PACKAGE: string = 'opendal'

export interface ObjectStorageOptions {
  /** Credentials, endpoint, region and whatever else the service has in OpenDAL; what is left out comes from the environment. */
  readonly options?: Readonly<Record<string, string>>
  /** Folder below which keys are. */
  readonly root?: string
}

/** Keeps results in an S3 bucket, or in one of a service that speaks S3's protocol (`options: { endpoint: 'http://…' }`). */
export const s3Storage = (bucket: string, given: ObjectStorageOptions = {}): ResultStorage => {
  const region = process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'] ?? 'us-east-1'
  const endpoint = process.env['AWS_ENDPOINT_URL_S3'] ?? process.env['AWS_ENDPOINT_URL']
  const options = { region, ...(endpoint === undefined ? {} : { endpoint }), ...given.options, bucket }
  return opendalStorage('s3', { ...given, options }, `s3://${bucket}`)
}

/** Keeps results in a bucket of Google Cloud Storage. */
export const gcsStorage = (bucket: string, given: ObjectStorageOptions = {}): ResultStorage =>
  opendalStorage('gcs', { ...given, options: { ...given.options, bucket } }, `gs://${bucket}`)

/** Keeps results in a container of Azure Blob Storage. */
export const azureStorage = (container: string, given: ObjectStorageOptions = {}): ResultStorage =>
  opendalStorage('azblob', { ...given, options: { ...given.options, container } }, `azblob://${container}`)

/**
 * Keeps results in any service of Apache OpenDAL, by its scheme there (`webdav`, `redis`, `oss`, `b2`, …). The package is loaded when a
 * result is first read or written; where it is missing, that rejects and says how to install it.
 */
export function opendalStorage(
  scheme: string,
  { options = {}, root }: ObjectStorageOptions = {},
  address: string = `${scheme}://`,
): ResultStorage {
  let opened: Promise<Operator> | undefined
  const where = root === undefined ? address : `${address}/${root}`
  const operator = (): Promise<Operator> => {
    opened ??= open(scheme, root === undefined ? { ...options } : { ...options, root }, where)
    opened.catch(() => (opened = undefined))
    return opened
  }
  const doing = async <Result>(what: string, work: (operator: Operator) => Promise<Result>): Promise<Result> => {
    const ready = await operator()
    try {
      return await work(ready)
    } catch (cause) {
      throw new MillraceError(`could not ${what} in ${where}: ${reasonOf(cause)}`, { cause })
    }
  }
  return {
    address: where,
    read: (key) =>
      doing(`read the result '${key}'`, async (files) => {
        try {
          return (await files.read(key)).toString()
        } catch (error) {
          if (error instanceof Error && error.message.startsWith('NotFound') && !/NoSuchBucket|ContainerNotFound/.test(error.message))
            return undefined
          throw error
        }
      }),
    write: (key, text) => doing(`write the result '${key}'`, (files) => files.write(key, Buffer.from(text))),
    remove: (key) => doing(`remove the result '${key}'`, (files) => files.delete(key)),
  }
}

async function open(scheme: string, options: Record<string, string>, where: string): Promise<Operator> {
  const { Operator } = await load(where)
  try {
    return new Operator(scheme, options)
  } catch (cause) {
    throw new MillraceError(`${where} cannot be opened: ${reasonOf(cause)}`, { cause })
  }
}

async function load(where: string): Promise<OpendalModule> {
  try {
    return (await import(PACKAGE)) as OpendalModule
  } catch (cause) {
    throw new MillraceError(`results in ${where} need a package that is not installed here: ${INSTALL}`, { cause })
  }
}

/** OpenDAL's first line; what follows has headers and addresses. */
const reasonOf = (error: unknown): string => (error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error))
