import type { Json, Timestamp } from '@millrace/protocol'
import { PREFECT_VERSION } from '@millrace/protocol/constants'
import { now } from '../clock.ts'
import { MillraceError, describeError } from '../errors.ts'
import { isPlainJson } from './plain-json.ts'
import { type SerializerName, serializerName, serializerTypeIn } from './serializer-name.ts'
import { devalueSerializer, jsonSerializer, type Serializer, serializerOf } from './serializers.ts'
import type { ResultStorage } from './storage.ts'

/** What a state's `data` says of a persisted result; the fields of Prefect 3. */
export interface ResultMetadata {
  readonly storage_key: string
  readonly expiration: Timestamp | null
  readonly serializer: SerializerName
  readonly prefect_version: string
  readonly storage_block_id: null
  /** For a result under a name that somebody chose: under which key its own flow run looks for it. */
  readonly written_for?: string
  readonly type: 'ResultRecordMetadata'
}

interface ResultRecord {
  readonly metadata: ResultMetadata
  readonly result: string
}

/** Writes and reads results: a storage and a serializer together. */
export interface ResultStore {
  readonly storage: ResultStorage
  readonly serializer: Serializer
  /** Where keys are looked up, when that is another place than where the values are. */
  readonly keyStorage?: ResultStorage | undefined
}

/** What is to be kept, and for how long. */
export interface NewResult {
  readonly key: string
  readonly value: unknown
  readonly expiration: Timestamp | null
  /** As people see it: `task 'report'`. */
  readonly what: string
  /** The name under which the value is kept in place of `key`, where only a pointer to it is left. */
  readonly storedAs?: string | undefined
}

/** A result that is ready to be written. */
export interface ComposedResult {
  /** Goes into the state's data. */
  readonly metadata: ResultMetadata
  readonly write: () => Promise<void>
}

/**
 * Puts a result into the form in which it is written.
 *
 * @throws MillraceError when the serializer does not take the value.
 */
export function composeResult(
  { storage, serializer, keyStorage }: ResultStore,
  { key, value, expiration, what, storedAs }: NewResult,
): ComposedResult {
  const { by, text: dumped } = dump(serializer, value, what)
  const metadata: ResultMetadata = {
    storage_key: storedAs ?? key,
    expiration,
    serializer: serializerName(by.type),
    prefect_version: PREFECT_VERSION,
    storage_block_id: null,
    type: 'ResultRecordMetadata',
    ...(storedAs === undefined ? {} : { written_for: key }),
  }
  const text = JSON.stringify({ metadata, result: dumped } satisfies ResultRecord)
  return {
    metadata,
    async write() {
      try {
        await storage.write(metadata.storage_key, text)
      } catch (error) {
        throw new MillraceError(`the result of ${what} could not be written to ${storage.address}: ${describeError(error)}`, {
          cause: error,
        })
      }
      if (storedAs !== undefined) await storage.write(key, JSON.stringify({ metadata }))
      // Last, so that a key that is found has its value.
      await keyStorage?.write(key, JSON.stringify({ metadata }))
    },
  }
}

/**
 * Writes a result under its key; what is answered goes into the state's data.
 *
 * @throws MillraceError when the serializer does not take the value, or the storage fails.
 */
export async function writeResult(store: ResultStore, result: NewResult): Promise<ResultMetadata> {
  const { metadata, write } = composeResult(store, result)
  await write()
  return metadata
}

/** Makes a result that was written one that nobody finds any more. Every storage can do that, as it is one more writing. */
export async function withdrawResult(store: ResultStore, key: string): Promise<void> {
  await writeResult(store, { key, value: null, expiration: LONG_AGO, what: 'a result that was withdrawn' })
}

const LONG_AGO: Timestamp = '1970-01-01T00:00:00.000000Z'

/** A result that was kept, and what is known of it. */
export interface KeptResult {
  readonly value: unknown
  readonly metadata: ResultMetadata
}

/** The result under `key`; undefined when there is none or it has expired at `at`. */
export async function readResult(
  { storage, serializer, keyStorage }: ResultStore,
  key: string,
  at: Timestamp = now(),
): Promise<KeptResult | undefined> {
  const found = await (keyStorage ?? storage).read(key)
  if (found === undefined) return undefined
  const { metadata } = JSON.parse(found) as Pick<ResultRecord, 'metadata'>
  if (metadata.expiration !== null && metadata.expiration <= at) return undefined
  const isPointer = keyStorage !== undefined || metadata.written_for === key
  const text = isPointer ? await storage.read(metadata.storage_key) : found
  if (text === undefined) return undefined
  const { result, metadata: written } = JSON.parse(text) as ResultRecord
  // Another run has written under the same name meanwhile.
  if (isPointer && written.written_for !== metadata.written_for) return undefined
  return { value: load(serializer, metadata.serializer, result), metadata }
}

/**
 * The result that the data of a flow run's state tells of, of ours or of Prefect's, which keeps what flows return without a record around
 * it; undefined when there is none.
 *
 * @throws MillraceError when only Python can read it.
 */
export async function readToldResult(store: ResultStore, told: ToldResult): Promise<{ readonly value: unknown } | undefined> {
  const text = await store.storage.read(told.storage_key)
  if (text === undefined) return undefined
  return isRecord(text) ? await readResult(store, told.storage_key) : { value: load(store.serializer, told.serializer, text) }
}

function isRecord(text: string): boolean {
  try {
    const record = JSON.parse(text) as unknown
    return typeof record === 'object' && record !== null && 'metadata' in record && 'result' in record
  } catch {
    return false
  }
}

function load(own: Serializer, name: SerializerName, text: string): unknown {
  const type = serializerTypeIn(name)
  if (type === 'pickle') {
    throw new MillraceError('the result was written by Python\'s pickle, which only Python reads; give its flow result_serializer="json"')
  }
  return (type === own.type ? own : serializerOf(type)).load(text)
}

/** What a state's data tells of a result that was kept. */
export type ToldResult = Pick<ResultMetadata, 'storage_key' | 'serializer'>

/** What a state's data tells of its result; undefined when it was not persisted. */
export function toldResultIn(data: Json): ToldResult | undefined {
  const key = storageKeyIn(data)
  return key === undefined ? undefined : { serializer: { type: 'json' }, ...(data as object), storage_key: key }
}

/** The key under which the result of a state is kept, out of the state's data; undefined when it was not persisted. */
export function storageKeyIn(data: Json): string | undefined {
  const key = typeof data === 'object' && data !== null && 'storage_key' in data ? data.storage_key : undefined
  return typeof key === 'string' ? key : undefined
}

/** What the default serializer would write as JSON is named JSON: flows in Python read it, too. */
function dump(serializer: Serializer, value: unknown, what: string): { readonly by: Serializer; readonly text: string } {
  try {
    const by = serializer === devalueSerializer && isPlainJson(value) ? jsonSerializer : serializer
    return { by, text: by.dump(value) }
  } catch (error) {
    throw new MillraceError(
      `the result of ${what} cannot be persisted by the serializer '${serializer.type}' (${describeError(error)}); return plain data, pass another resultSerializer, or set persistResult: false`,
      { cause: error },
    )
  }
}
