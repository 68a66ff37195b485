import { type Json, PREFECT_VERSION, timestampOf, type Timestamp } from '@millrace/protocol'
import { MillraceError, describeError } from '../errors.ts'
import { type Serializer, serializerOf } from './serializers.ts'
import type { ResultStorage } from './storage.ts'

/** What a state's `data` says of a persisted result; the fields of Prefect 3. */
export interface ResultMetadata {
  readonly storage_key: string
  readonly expiration: Timestamp | null
  readonly serializer: { readonly type: string }
  readonly prefect_version: string
  readonly storage_block_id: null
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
}

/**
 * Writes a result under `key`; what is answered goes into the state's data.
 *
 * @throws MillraceError when the serializer does not take the value, or the storage fails.
 */
export async function writeResult(
  { storage, serializer }: ResultStore,
  { key, value, expiration, what }: { key: string; value: unknown; expiration: Timestamp | null; what: string },
): Promise<ResultMetadata> {
  const metadata: ResultMetadata = {
    storage_key: key,
    expiration,
    serializer: { type: serializer.type },
    prefect_version: PREFECT_VERSION,
    storage_block_id: null,
    type: 'ResultRecordMetadata',
  }
  const record: ResultRecord = { metadata, result: dumped(serializer, value, what) }
  await storage.write(key, JSON.stringify(record))
  return metadata
}

/** The result under `key` and what is known of it; undefined when there is none or it has expired at `at`. */
export async function readResult(
  { storage, serializer }: ResultStore,
  key: string,
  at: Timestamp = timestampOf(new Date()),
): Promise<{ readonly value: unknown; readonly metadata: ResultMetadata } | undefined> {
  const text = await storage.read(key)
  if (text === undefined) return undefined
  const { metadata, result } = JSON.parse(text) as ResultRecord
  if (metadata.expiration !== null && metadata.expiration <= at) return undefined
  const reader = metadata.serializer.type === serializer.type ? serializer : serializerOf(metadata.serializer.type)
  return { value: reader.load(result), metadata }
}

/** The key under which the result of a state is kept, out of the state's data; undefined when it was not persisted. */
export function storageKeyIn(data: Json): string | undefined {
  const key = typeof data === 'object' && data !== null && 'storage_key' in data ? data.storage_key : undefined
  return typeof key === 'string' ? key : undefined
}

function dumped(serializer: Serializer, value: unknown, what: string): string {
  try {
    return serializer.dump(value)
  } catch (error) {
    throw new MillraceError(
      `the result of ${what} cannot be persisted by the serializer '${serializer.type}' (${describeError(error)}); return plain data, pass another resultSerializer, or set persistResult: false`,
      { cause: error },
    )
  }
}
