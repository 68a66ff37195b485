import type { Json } from '@millrace/protocol'
import { z } from 'zod'
import { InvalidStorage } from './errors.ts'
import type { Storage } from './file-system.ts'
import { requireStorageType } from './storage-types.ts'

/** A block with its secrets, as the server answers it. */
export interface StorageBlock {
  /** The slug of its type. */
  readonly type: string
  readonly name: string | null
  readonly fields: Readonly<Record<string, Json>>
}

/**
 * Opens the storage that a block describes. What reaches it is loaded now, and nothing is asked of the storage yet.
 *
 * @param env Where a block leaves credentials or addresses to the environment.
 * @throws InvalidStorage for a block of another kind or with fields that do not fit; StorageDriverMissing.
 */
export async function openStorage({ type, name, fields }: StorageBlock, env: NodeJS.ProcessEnv = process.env): Promise<Storage> {
  const label = name === null ? `this block of type '${type}'` : `the block '${type}/${name}'`
  const open = requireStorageType(type, label)
  try {
    return await open(fields, env)
  } catch (error) {
    if (error instanceof z.ZodError) throw new InvalidStorage(`${label} cannot be used: ${z.prettifyError(error)}`, { cause: error })
    throw error
  }
}
