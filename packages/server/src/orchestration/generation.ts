import type { Caller } from '../context.ts'

/** Where orchestration answers 2.20 and 3.8 differently; each flag is what 3.8 does. */
export interface Generation {
  /** Only CANCELLING is bound to end as CANCELLED; 2.20 does not let a CANCELLED run leave either. */
  readonly rerunsCancelled: boolean
  /** A PENDING run may be renamed (Submitting, InfrastructurePending); 2.20 refuses every second PENDING. */
  readonly renamesPending: boolean
  /** A paused run may be cancelled while its process waits; 2.20 rejects that. */
  readonly cancelsPaused: boolean
  /** A COMPLETED state with a persisted result is not overwritten by one without; 2.20 overwrites it. */
  readonly keepsResults: boolean
  /** 2.20 marks a forced completion after a failure with a result as of unknown result; 3.8 leaves it. */
  readonly marksUnknownResults: boolean
  /** A Late run is not marked late again. */
  readonly marksLateOnce: boolean
  /** A run that ends without having started gets both times; 2.20 gives it neither. */
  readonly datesUnstartedRuns: boolean
  /** A flow run that fails for good forgets how its last retry was made. */
  readonly forgetsRetryType: boolean
  /** A task is a background task when it says so (`deferred`); in 2.20 when it has no flow run. */
  readonly marksDeferred: boolean
  /** Knows pauses: API 0.8.4 and later. */
  readonly pauses: boolean
}

const THIRD: Generation = {
  rerunsCancelled: true,
  renamesPending: true,
  cancelsPaused: true,
  keepsResults: true,
  marksUnknownResults: false,
  marksLateOnce: true,
  datesUnstartedRuns: true,
  forgetsRetryType: true,
  marksDeferred: true,
  pauses: true,
}

const SECOND: Generation = {
  rerunsCancelled: false,
  renamesPending: false,
  cancelsPaused: false,
  keepsResults: false,
  marksUnknownResults: true,
  marksLateOnce: false,
  datesUnstartedRuns: false,
  forgetsRetryType: false,
  marksDeferred: false,
  pauses: true,
}

const BEFORE_PAUSES: Generation = { ...SECOND, pauses: false }

/** The answers that a caller expects: those of its own line of Prefect, and of 3.8 for everybody else. */
export function generationOf(caller: Caller): Generation {
  if (caller.apiVersion !== undefined && /^0\.8\.[0-3]$/.test(caller.apiVersion)) return BEFORE_PAUSES
  return caller.prefectVersion?.startsWith('2.') === true ? SECOND : THIRD
}
