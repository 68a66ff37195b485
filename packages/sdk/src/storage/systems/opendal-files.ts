import { createReadStream, createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type * as OpenDal from 'opendal'
import type { Metadata, Operator } from 'opendal'
import { checksumStream } from '../checksum-stream.ts'
import { NotInStorage, StorageAccessRefused, StorageDriverMissing, StorageError, StorageUnreachable } from '../errors.ts'
import type { FileSystem } from '../file-system.ts'
import { inParallel } from '../in-parallel.ts'
import { smallFile } from '../small-file.ts'

/** What OpenDAL needs to reach a service. */
export interface ServiceOptions {
  /** One of OpenDAL's: `s3`, `gcs`, `azblob`, `webdav`, … */
  readonly scheme: string
  /** The options of that service. */
  readonly options: Readonly<Record<string, string>>
  /** As people know it: `s3://bucket/folder`. */
  readonly address: string
  /** What may be wrong where the service refuses: `aws_access_key_id and aws_secret_access_key of the block`. */
  readonly credentials: string
}

/** Files of a service, which can give one another name. */
export interface OpendalFiles extends FileSystem {
  rename(from: string, to: string): Promise<void>
}

/** The version that is tested, and that runs with glibc 2.17 and above. */
const OPENDAL = 'opendal@0.49.2'

const PIECE = 8 * 1024 * 1024

/** Milliseconds until a service that says nothing counts as one that cannot be reached. */
const PATIENCE = 120_000

/**
 * Files of an object storage, by OpenDAL, which is loaded here and not before.
 *
 * @throws StorageDriverMissing, saying how to install it; StorageError for options that the service does not know.
 */
export async function opendalFiles({ scheme, options, address, credentials }: ServiceOptions): Promise<OpendalFiles> {
  const { Operator, RetryLayer } = await opendal(address)
  const retries = new RetryLayer()
  retries.maxTimes = 3
  const operator = open()

  function open(): Operator {
    try {
      return new Operator(scheme, { ...options }).layer(retries.build())
    } catch (cause) {
      throw new StorageError(`${address} cannot be opened: ${reasonOf(cause)}`, { cause })
    }
  }

  /** Errors of OpenDAL begin with their kind; those of a service that does not answer are left to its timeout. */
  async function explained<Value>(what: string, work: () => Promise<Value>): Promise<Value> {
    try {
      return await withPatience(what, work())
    } catch (error) {
      if (error instanceof StorageError) throw error
      throw explanation(what, error)
    }
  }

  function explanation(what: string, cause: unknown): StorageError {
    const { message } = cause as Error
    const reason = reasonOf(cause)
    if (/NoSuchBucket|ContainerNotFound|bucket does not exist/i.test(message))
      return new NotInStorage(`${address} is not there, so nobody can ${what}: ${reason}. Create its bucket or container first`, { cause })
    if (/^(?:PermissionDenied|ConfigInvalid)|\b(?:403|401) |no valid credential|loading credential|sign/i.test(message))
      return new StorageAccessRefused(`${address} refuses to ${what}: ${reason}. Look at ${credentials}`, { cause })
    if (/send http request|connect|dns|timed? ?out|temporary\)|\b50[0-4]\b/i.test(message))
      return new StorageUnreachable(`${address} cannot be reached to ${what}: ${reason}. What is there by now stays; try again`, { cause })
    return new StorageError(`could not ${what} in ${address}: ${reason}`, { cause })
  }

  function withPatience<Value>(what: string, work: Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      const late = (): void => reject(new StorageUnreachable(`${address} did not answer for ${PATIENCE / 1000} s when asked to ${what}`))
      const timer = setTimeout(late, PATIENCE)
      work.then(resolve, reject).finally(() => clearTimeout(timer))
    })
  }

  return {
    address,
    parallel: 16,
    list: async (folder) => {
      const prefix = folder === '' ? '' : `${folder}/`
      const entries = await explained('list files', () => orUndefined(operator.list(prefix, { recursive: true })))
      return (entries ?? []).flatMap((entry) => {
        const path = entry.path()
        if (path.endsWith('/')) return []
        const { contentLength, lastModified } = entry.metadata()
        const modified = lastModified === null ? undefined : new Date(lastModified)
        return [{ path: path.slice(prefix.length), size: Number(contentLength ?? 0), modified }]
      })
    },
    read: (path) => explained(`read '${path}'`, () => orUndefined(operator.read(path))),
    write: async (path, content) => void (await explained(`write '${path}'`, () => operator.write(path, content))),
    async upload(file, path) {
      const what = `write '${path}'`
      const small = smallFile(file)
      if (small !== undefined) {
        await explained(what, () => operator.write(path, small.content))
        return small.sha256
      }
      const { through, sha256 } = checksumStream()
      // One request for a small file; several, in order, for a large one, of which readers see nothing before the last.
      let pieces: Buffer[] = []
      let [held, writer] = [0, undefined as Awaited<ReturnType<Operator['writer']>> | undefined]
      const send = async (): Promise<void> => {
        const piece = Buffer.concat(pieces)
        ;[pieces, held] = [[], 0]
        const opened = (writer ??= await explained(what, () => operator.writer(path)))
        await explained(what, () => opened.write(piece))
      }
      await pipeline(createReadStream(file, { highWaterMark: 256 * 1024 }), through, async (chunks: AsyncIterable<Buffer>) => {
        for await (const chunk of chunks) {
          pieces.push(chunk)
          held += chunk.length
          if (held >= PIECE) await send()
        }
      })
      const opened = writer
      if (opened === undefined) await explained(what, () => operator.write(path, Buffer.concat(pieces)))
      else {
        if (held > 0) await send()
        await explained(what, () => opened.close())
      }
      return sha256()
    },
    async download(path, file) {
      const { through, sha256 } = checksumStream()
      const size = await explained(`read '${path}'`, () => orUndefined(operator.stat(path)))
      if (size === undefined) return undefined
      return await explained(`read '${path}'`, async () => {
        const fetching = pipeline(pieces(operator, path, size), through, createWriteStream(file))
        return (await orUndefined(fetching.then(() => true))) === undefined ? undefined : sha256()
      })
    },
    remove: async (paths) => {
      // One by one: what removes several at once differs from service to service.
      await inParallel(paths, 16, (path) => explained('remove files', () => operator.delete(path)))
    },
    rename: (from, to) =>
      explained(`write '${to}'`, async () => {
        await operator.copy(from, to)
        await operator.delete(from)
      }),
  }
}

/** By ranges, so that a large file is never whole in memory. */
async function* pieces(operator: Operator, path: string, { contentLength }: Metadata): AsyncGenerator<Buffer> {
  const size = contentLength ?? 0n
  for (let offset = 0n; offset < size; offset += BigInt(PIECE))
    yield await operator.read(path, { offset, size: size - offset < PIECE ? size - offset : BigInt(PIECE) })
}

async function opendal(address: string): Promise<typeof OpenDal> {
  try {
    return await import('opendal')
  } catch (cause) {
    throw new StorageDriverMissing(`${address} is reached by a package that is not installed here: npm install ${OPENDAL}`, { cause })
  }
}

async function orUndefined<Value>(promise: Promise<Value>): Promise<Value | undefined> {
  try {
    return await promise
  } catch (error) {
    const { message } = error as Error
    // A bucket that is not there is an error, not an empty one.
    // What was replaced or removed while it was read is not there any more, either.
    if (/^(?:NotFound|RangeNotSatisfied|ConditionNotMatch)/.test(message) && !/NoSuchBucket|ContainerNotFound/.test(message))
      return undefined
    throw error
  }
}

/** What the service said, without the headers and addresses, which may hold secrets. */
function reasonOf(error: unknown): string {
  const { message } = error as Error
  const kind = /^\w+/.exec(message)?.[0] ?? 'error'
  const said = /<Message>([^<]*)<\/Message>|"message":\s*"([^"]*)"|=> S3Error \{[^}]*message: "([^"]*)"/s
    .exec(message)
    ?.slice(1)
    .find(Boolean)
  const source = /=> ([^\n{(<"]+)/.exec(message)?.[1]?.trim()
  return [kind, said ?? source].filter((part) => part !== undefined && part !== '').join(': ')
}
