import { MillraceError, type ResultPlan } from '@millrace/sdk/calls'
import type { Carried } from './messages.ts'

/** Characters up to which a text goes through Redis in any case. */
const SMALL = 256_000
/** Characters up to which it does where the two sides have no result storage in common. */
const LARGEST = 8_000_000

interface Cargo {
  readonly text: string
  /** For messages: `the result of task 'x'`. */
  readonly what: string
  /** Where it is kept when it is large. */
  readonly key: string
  /** The address of the other side's result storage; undefined when it is not known, as by the side that sends first. */
  readonly otherStorage: string | undefined
}

/**
 * Makes a text ready to go through Redis: what is large goes through result storage.
 *
 * @throws MillraceError when it is too large, saying what to change.
 */
export async function carry({ text, what, key, otherStorage }: Cargo, { storage }: ResultPlan): Promise<Carried> {
  if (text.length <= SMALL) return { text }
  if (otherStorage === storage.address) {
    await storage.write(key, text)
    return { key, storage: storage.address }
  }
  if (text.length <= LARGEST) return { text }
  throw new MillraceError(
    `${what} has ${Math.round(text.length / 1e6)} MB, too much for Redis, and nodes and flow have no result storage in common (${storage.address} here, ${otherStorage ?? 'unknown'} there): set MILLRACE_RESULTS_LOCAL_STORAGE_PATH to one folder that both reach, or hand over a reference`,
  )
}

/** @throws MillraceError when it cannot be read here. */
export async function fetchCarried(carried: Carried, { storage }: ResultPlan): Promise<string> {
  if ('text' in carried) return carried.text
  const text = await storage.read(carried.key)
  if (text !== undefined) return text
  throw new MillraceError(
    `what was written to result storage ${carried.storage} cannot be found in ${storage.address} here: nodes and flow must share one result storage for what is large`,
  )
}
