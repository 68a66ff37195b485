import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { deserialize, serialize } from 'node:v8'
import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { parse, stringify } from 'devalue'
import { MillraceError } from '../errors.ts'

/** Writes results as text and reads them back. */
export interface Serializer {
  /** Kept with every result, so that it is read by what wrote it. */
  readonly type: string
  dump(value: unknown): string
  load(text: string): unknown
}

interface WrittenError {
  readonly name: string
  readonly message: string
  readonly stack: string | undefined
  readonly cause: unknown
}

/** Keeps Date, Map, Set, BigInt, URL, typed arrays, cycles and errors; refuses functions and instances of other classes. */
export const devalueSerializer: Serializer = {
  type: 'devalue',
  dump: (value) =>
    stringify(value, {
      Error: (item: unknown) =>
        item instanceof Error && ({ name: item.name, message: item.message, stack: item.stack, cause: item.cause } satisfies WrittenError),
    }),
  load: (text) =>
    parse(text, {
      Error: ({ name, message, stack, cause }: WrittenError) => Object.assign(new Error(message, { cause }), { name, stack }),
    }) as unknown,
}

/** Plain JSON: readable by anything, but a Date comes back as text. */
export const jsonSerializer: Serializer = {
  type: 'json',
  dump: (value) => JSON.stringify(value ?? null),
  load: (text) => JSON.parse(text) as unknown,
}

/**
 * The structured clone of Node.js: as rich as `devalue`, less a URL, and several times faster for large tables and buffers. Instances of
 * classes come back as plain objects. Read by this version of Node.js or later ones.
 */
export const v8Serializer: Serializer = {
  type: 'v8',
  dump: (value) => serialize(value).toString('base64'),
  load: (text) => deserialize(Buffer.from(text, 'base64')) as unknown,
}

/** How a serializer's text is made smaller. */
export type Compression = 'gzip' | 'zstd'

type Recode = (bytes: Buffer) => Buffer

const COMPRESSIONS: Readonly<Record<Compression, { readonly pack: Recode; readonly unpack: Recode }>> = {
  gzip: { pack: (bytes) => gzipSync(bytes), unpack: (bytes) => gunzipSync(bytes) },
  zstd: { pack: (bytes) => zstdCompressSync(bytes), unpack: (bytes) => zstdDecompressSync(bytes) },
}

/** Compresses what another serializer (default: `devalue`) writes. */
export function compressed(compression: Compression, inner: Serializer | string = devalueSerializer): Serializer {
  const { pack, unpack } = COMPRESSIONS[compression]
  const serializer = serializerOf(inner)
  return {
    type: `${compression}/${serializer.type}`,
    dump: (value) => pack(Buffer.from(serializer.dump(value))).toString('base64'),
    load: (text) => serializer.load(unpack(Buffer.from(text, 'base64')).toString()),
  }
}

export interface EncryptionOptions {
  /**
   * The key: 32 bytes, or a text of at least 16 characters, as out of a Secret block. Default: the environment variable
   * `MILLRACE_RESULTS_ENCRYPTION_KEY`, which is read when a result is.
   */
  readonly key?: string | Uint8Array | undefined
  /** What writes the text that is encrypted (default: `devalue`). */
  readonly serializer?: Serializer | string | undefined
}

/** Names the environment variable of the default key. */
const KEY_VARIABLE = 'MILLRACE_RESULTS_ENCRYPTION_KEY'
const IV_BYTES = 12
const TAG_BYTES = 16
const SHORTEST_KEY = 16

/** Encrypts what another serializer writes by AES-256-GCM, so that the storage never sees it. @throws MillraceError for an unfit key. */
export function encrypted({ key, serializer: given = devalueSerializer }: EncryptionOptions = {}): Serializer {
  const inner = serializerOf(given)
  if (key !== undefined) keyBytes(key)
  const bytes = (): Buffer => keyBytes(key ?? process.env[KEY_VARIABLE])
  return {
    type: `encrypted/${inner.type}`,
    dump(value) {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', bytes(), iv)
      const sealed = Buffer.concat([cipher.update(inner.dump(value), 'utf8'), cipher.final()])
      return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64')
    },
    load(text) {
      const sealed = Buffer.from(text, 'base64')
      const decipher = createDecipheriv('aes-256-gcm', bytes(), sealed.subarray(0, IV_BYTES))
      decipher.setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
      return inner.load(opened(decipher, sealed.subarray(IV_BYTES + TAG_BYTES)))
    },
  }
}

function opened(decipher: ReturnType<typeof createDecipheriv>, sealed: Buffer): string {
  try {
    return Buffer.concat([decipher.update(sealed), decipher.final()]).toString()
  } catch (cause) {
    throw new MillraceError('an encrypted result cannot be opened: it was written with another key, or is damaged', { cause })
  }
}

function keyBytes(key: string | Uint8Array | undefined): Buffer {
  if (key === undefined || key === '') {
    throw new MillraceError(`results are to be encrypted, and there is no key: set ${KEY_VARIABLE}, or pass encrypted({ key })`)
  }
  if (typeof key !== 'string') {
    if (key.byteLength === 32) return Buffer.from(key)
    throw new MillraceError(`expected a key of 32 bytes for encrypted results, got ${key.byteLength}`)
  }
  if (key.length < SHORTEST_KEY) {
    throw new MillraceError(
      `expected a key of ${SHORTEST_KEY} characters or more for encrypted results, got ${key.length}: openssl rand -base64 32`,
    )
  }
  return createHash('sha256').update(key).digest()
}

const KNOWN: readonly Serializer[] = [devalueSerializer, jsonSerializer, v8Serializer]
const isCompression = (name: string): name is Compression => Object.hasOwn(COMPRESSIONS, name)

/** The built-in serializer of that name: `devalue`, `json`, `v8`, `gzip`, `zstd`, `encrypted`, or those before `/` around another one. */
export function namedSerializer(name: string): Serializer | undefined {
  const [outer = '', ...rest] = name.split('/')
  const inner = rest.length === 0 ? devalueSerializer : namedSerializer(rest.join('/'))
  if (inner === undefined) return undefined
  if (isCompression(outer)) return compressed(outer, inner)
  if (outer === 'encrypted') return encrypted({ serializer: inner })
  return rest.length === 0 ? KNOWN.find(({ type }) => type === outer) : undefined
}

/** The serializer itself, or the built-in one of that name. */
export function serializerOf(given: Serializer | string): Serializer {
  if (typeof given !== 'string') return given
  const known = namedSerializer(given)
  if (known !== undefined) return known
  throw new MillraceError(
    `unknown result serializer '${given}'; expected devalue, json, v8, gzip, zstd or encrypted (also as in zstd/json), or your own`,
  )
}
