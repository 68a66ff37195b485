import type { Timestamp } from '@millrace/protocol'
import { StorageFull } from './errors.ts'
import { deleteConfiguration, writeConfiguration } from './queries/configuration.ts'
import type { Store } from './store.ts'

/** Bytes that are written to see whether there is room: more than what a log that is used again may still take. */
const PROBE = 262_144
const KEY = 'disk-room'

const full = new WeakSet<Store>()

/** Notes that a write found the disk full. */
export const noteFullDisk = (store: Store): void => void full.add(store)

/**
 * Whether writes find room on the disk, as far as is known: after one that did not, it is tried by a write of its own, so that a server
 * which is given no work meanwhile learns that there is room again.
 */
export async function hasDiskRoom(store: Store, now: Timestamp): Promise<boolean> {
  if (!full.has(store)) return true
  try {
    await store.write((tx) => writeConfiguration(tx, { key: KEY, value: 'x'.repeat(PROBE), updated: now }))
    await store.write((tx) => deleteConfiguration(tx, KEY))
  } catch (error) {
    if (error instanceof StorageFull) return false
    throw error
  }
  full.delete(store)
  return true
}
