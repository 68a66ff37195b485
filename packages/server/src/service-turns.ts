import type { Timestamp } from '@millrace/protocol'
import type { Store } from './store/store.ts'

/** What is known of a background service of this process. */
export interface ServiceTurns {
  readonly name: string
  /** Seconds between two turns. */
  readonly every: number
  /** When its last turn ended; null before the first has. */
  lastTurn: Timestamp | null
  /** Seconds that it took. */
  took: number | null
  /** Why it failed; null when it did not. */
  problem: string | null
}

/** By the store that they work on, as one process may have several in tests. */
const TURNS = new WeakMap<Store, ServiceTurns[]>()

/** The background services of this process over a store, in the order in which they were started. */
export const serviceTurns = (store: Store): readonly ServiceTurns[] => TURNS.get(store) ?? []

/** Notes a service that begins; whoever runs it writes its turns into the answer. */
export function noteService(store: Store, name: string, every: number): ServiceTurns {
  const turns: ServiceTurns = { name, every, lastTurn: null, took: null, problem: null }
  const known = TURNS.get(store)
  if (known === undefined) TURNS.set(store, [turns])
  else known.push(turns)
  return turns
}
