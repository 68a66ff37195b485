import type { StateType } from '@millrace/protocol'
import type { RunState } from './run-state.ts'

/** What the state of a run is that returned the states of others: Completed when all of them are. */
export function aggregate(states: readonly RunState[]): { readonly type: StateType; readonly message: string } {
  const count = (type: StateType): number => states.filter((state) => state.type === type).length
  const outOf = (some: number): string => `${some}/${states.length} states`
  if (count('COMPLETED') === states.length) return { type: 'COMPLETED', message: 'All states completed.' }
  if (count('CANCELLED') > 0) return { type: 'CANCELLED', message: `${outOf(count('CANCELLED'))} cancelled.` }
  if (count('PAUSED') > 0) return { type: 'PAUSED', message: `${outOf(count('PAUSED'))} paused.` }
  const failed = count('FAILED') + count('CRASHED')
  if (failed > 0) return { type: 'FAILED', message: `${outOf(failed)} failed.` }
  return { type: 'FAILED', message: `${outOf(states.filter((state) => !state.isFinal).length)} are not final.` }
}
