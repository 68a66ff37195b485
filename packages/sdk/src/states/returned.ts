import type { StateType } from '@millrace/protocol'
import { RunState } from './run-state.ts'

interface Given<Data> {
  /** What the run's result is. */
  readonly data?: Data
  readonly message?: string
  /** A finer name than the type's, as in `Skipped`. */
  readonly name?: string
}

/** A state that code decided on, and no run has: who returns it ends in it. */
export class DecidedState<Data = unknown> extends RunState<Data> {
  /** The state of the run that ends in it. */
  ofARun(): RunState<Data> {
    const { type, name, message, outcome } = this
    return new RunState<Data>({ type, name, message, ...(outcome === undefined ? {} : { outcome }) })
  }
}

const returned = <Data>(type: StateType, { data, message, name }: Given<Data>): RunState<Data> =>
  new DecidedState<Data>({
    type,
    ...(name === undefined ? {} : { name }),
    ...(message === undefined ? {} : { message }),
    ...(type === 'COMPLETED' ? { outcome: { value: data as Data } } : {}),
  })

/** Returned from a flow or task: it ends Completed, with this result, message or name. */
export const Completed = <Data = undefined>(given: Given<Data> = {}): RunState<Data> => returned('COMPLETED', given)

/** Returned from a flow or task: it ends Failed (and is retried if retries are left) without an error being thrown. */
export const Failed = (given: Omit<Given<never>, 'data'> = {}): RunState<never> => returned<never>('FAILED', given)

/** Returned from a flow or task: it ends Cancelled. */
export const Cancelled = (given: Omit<Given<never>, 'data'> = {}): RunState<never> => returned<never>('CANCELLED', given)

/** Returned from a flow or task: it ends Crashed, as if its process had died. */
export const Crashed = (given: Omit<Given<never>, 'data'> = {}): RunState<never> => returned<never>('CRASHED', given)
