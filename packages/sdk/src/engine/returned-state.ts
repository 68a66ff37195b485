import type { Json, State } from '@millrace/protocol'
import { WorkerLost } from '../calls/errors.ts'
import { describeError, ProcessEnding, RunCancelled, RunSuperseded, RunTimedOut } from '../errors.ts'
import { TaskFuture } from '../futures/task-future.ts'
import { aggregate } from '../states/aggregate.ts'
import { DecidedState } from '../states/returned.ts'
import { type Outcome, RunState } from '../states/run-state.ts'

/** A state in which an attempt ended, and what goes with it over the wire. */
export interface Ending {
  readonly state: RunState
  readonly data: Json
  /** It ended so in an earlier attempt at the flow run, and was told and heard then. */
  readonly resumed?: true
  /** The server knows of it already. */
  readonly agreed?: State
}

/**
 * The state that follows from what a function returned: that which it has decided on, what the states of other runs, or futures of
 * them, come to together, or Completed with the value. As in Prefect 3.
 */
export async function stateOfValue(value: unknown): Promise<RunState> {
  if (value instanceof DecidedState) return value.ofARun()
  const states = await statesIn(value)
  if (states === undefined) return new RunState({ type: 'COMPLETED', outcome: { value } })
  const { type, message } = aggregate(states)
  return new RunState({ type, message, ...outcomeOf(value, type) })
}

/** Of a single run, its result or error is that of who returns its state. */
function outcomeOf(value: unknown, type: RunState['type']): { readonly outcome?: Outcome<unknown> } {
  if (value instanceof RunState) return value.outcome === undefined ? {} : { outcome: value.outcome }
  return type === 'COMPLETED' ? { outcome: { value } } : {}
}

/** The state that follows from what was thrown; `what` is `Flow run` or `Task run`. */
export function stateOfError(what: string, error: unknown): RunState {
  const outcome = { error }
  if (error instanceof RunTimedOut) return new RunState({ type: 'FAILED', name: 'TimedOut', message: error.message, outcome })
  if (error instanceof RunCancelled) return new RunState({ type: 'CANCELLED', message: error.message, outcome })
  if (error instanceof ProcessEnding || error instanceof RunSuperseded || error instanceof WorkerLost) {
    return new RunState({ type: 'CRASHED', message: error.message, outcome })
  }
  return new RunState({ type: 'FAILED', message: `${what} encountered an exception: ${describeError(error)}`, outcome })
}

/** The state that it is, or those of a list that has nothing else in it; undefined for any other value. */
async function statesIn(value: unknown): Promise<RunState[] | undefined> {
  if (value instanceof RunState) return [value]
  if (!Array.isArray(value) || value.length === 0) return undefined
  const items = value as readonly unknown[]
  if (!items.every((item) => item instanceof RunState || item instanceof TaskFuture)) return undefined
  return await Promise.all(items.map(async (item) => (item instanceof RunState ? item : await item.wait())))
}
