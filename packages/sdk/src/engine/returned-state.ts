import type { Json, State } from '@millrace/protocol'
import { WorkerLost } from '../calls/errors.ts'
import { describeError, ProcessEnding, RunCancelled, RunSuperseded, RunTimedOut } from '../errors.ts'
import { TaskFuture } from '../futures/task-future.ts'
import { aggregate } from '../states/aggregate.ts'
import { RunState } from '../states/run-state.ts'

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
 * The state that follows from what a function returned: the state itself if it is one, what several states or futures
 * come to together, or Completed with the value.
 */
export async function stateOfValue(value: unknown): Promise<RunState> {
  if (value instanceof RunState) return value
  const states = await statesIn(value)
  if (states === undefined) return new RunState({ type: 'COMPLETED', outcome: { value } })
  const { type, message } = aggregate(states)
  return new RunState({ type, message, ...(type === 'COMPLETED' ? { outcome: { value } } : {}) })
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

/** The states of a list that has nothing else in it; undefined for any other value. */
async function statesIn(value: unknown): Promise<RunState[] | undefined> {
  if (!Array.isArray(value) || value.length === 0) return undefined
  const items = value as readonly unknown[]
  if (!items.every((item) => item instanceof RunState || item instanceof TaskFuture)) return undefined
  return await Promise.all(items.map(async (item) => (item instanceof RunState ? item : await item.wait())))
}
