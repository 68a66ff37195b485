import type { State, StateDetails, StateType, Timestamp } from '@millrace/protocol'
import { defaultStateName, isTerminal } from '@millrace/protocol/states'
import { now } from '../clock.ts'
import { MissingResult, RunFailed } from '../errors.ts'
import { newId } from '../identifiers.ts'

/** What a run left behind in this process. */
export type Outcome<Result> = { readonly value: Result } | { readonly error: unknown }

interface Parts<Result> {
  readonly id?: string
  readonly type: StateType
  readonly name?: string | null
  readonly message?: string | null
  readonly timestamp?: Timestamp
  readonly details?: Partial<StateDetails>
  readonly outcome?: Outcome<Result>
  /** Whose it is, as people see it: `flow 'report'`. */
  readonly of?: string | undefined
}

const NO_DETAILS: Partial<StateDetails> = {}

/** A state of a run, with the result or error when the run ended in this process. */
export class RunState<Result = unknown> {
  readonly id: string
  readonly type: StateType
  /** The type's name, or a finer one: `AwaitingRetry`, `TimedOut`, `Cached`. */
  readonly name: string
  readonly message: string | null
  readonly timestamp: Timestamp
  readonly details: Partial<StateDetails>
  readonly outcome: Outcome<Result> | undefined
  readonly #of: string | undefined

  constructor({ id, type, name, message, timestamp, details, outcome, of }: Parts<Result>) {
    this.id = id ?? newId()
    this.type = type
    this.name = name ?? defaultStateName(type)
    this.message = message ?? null
    this.timestamp = timestamp ?? now()
    this.details = details ?? NO_DETAILS
    this.outcome = outcome
    this.#of = of
  }

  /**
   * A state as the server told it; what the run left behind is known only to the process that ran it.
   *
   * @param of Whose it is, as people see it: `flow 'report'`.
   */
  static fromWire<Result>(state: State, outcome?: Outcome<Result>, of?: string): RunState<Result> {
    const { id, type, name, message, timestamp, state_details: details } = state
    return new RunState<Result>({ id, type, name, message, timestamp, details, of, ...(outcome === undefined ? {} : { outcome }) })
  }

  /** Whether nothing more happens by itself: Completed, Failed, Cancelled or Crashed. */
  get isFinal(): boolean {
    return isTerminal(this.type)
  }

  get isCompleted(): boolean {
    return this.type === 'COMPLETED'
  }

  get isFailed(): boolean {
    return this.type === 'FAILED'
  }

  get isCrashed(): boolean {
    return this.type === 'CRASHED'
  }

  get isCancelled(): boolean {
    return this.type === 'CANCELLED'
  }

  /** The return value of a completed run. Throws the run's own error, or `RunFailed`, for any other state. */
  result(): Result {
    const { outcome } = this
    if (outcome !== undefined && 'error' in outcome) throw outcome.error
    if (!this.isCompleted) throw new RunFailed(this.name, this.message)
    if (outcome === undefined) throw new MissingResult(this.#of ?? 'this run', 'it ended in another process and was not persisted')
    return outcome.value
  }

  /** The same state of a run of which nothing is known but that. */
  withoutOutcome(): RunState<Result> {
    const { id, type, name, message, timestamp, details } = this
    return new RunState<Result>({ id, type, name, message, timestamp, details, of: this.#of })
  }

  /** As in a log line: `Completed()` or `Failed('boom')`. */
  toString(): string {
    return this.message === null || this.message === '' ? `${this.name}()` : `${this.name}('${this.message}')`
  }
}
