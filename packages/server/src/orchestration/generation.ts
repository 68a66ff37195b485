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
  /** A wait for the slot of a tag is spread around the usual time; 2.20 waits a fixed time and names the full tag. */
  readonly spreadsTagWaits: boolean
  /** Renews the lease of a deployment's slot: 3.4.11 and later. The slots of all others are held until the run gives them back. */
  readonly renewsLeases: boolean
  /** Takes and gives back the slots of deployments itself: 3.0.0 to 3.0.3. */
  readonly takesDeploymentSlots: boolean
  /** A run whose deployment is gone cannot be claimed; 2.20 lets it be. */
  readonly needsDeployments: boolean
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
  spreadsTagWaits: true,
  renewsLeases: false,
  takesDeploymentSlots: false,
  needsDeployments: true,
}

const RENEWING: Generation = { ...THIRD, renewsLeases: true }
const TAKING: Generation = { ...THIRD, takesDeploymentSlots: true }

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
  spreadsTagWaits: false,
  renewsLeases: false,
  takesDeploymentSlots: false,
  needsDeployments: false,
}

const BEFORE_PAUSES: Generation = { ...SECOND, pauses: false }

/** The answers that a caller expects: those of its own line of Prefect, and of 3.8 for everybody else. */
export function generationOf(caller: Caller): Generation {
  if (caller.apiVersion !== undefined && /^0\.8\.[0-3]$/.test(caller.apiVersion)) return BEFORE_PAUSES
  const { prefectVersion } = caller
  if (prefectVersion === undefined) return THIRD
  return prefectVersion.startsWith('2.') ? SECOND : thirdOf(prefectVersion)
}

function thirdOf(version: string): Generation {
  const [major = 0, minor = 0, patch = 0] = version.split('.', 3).map((part) => Number.parseInt(part, 10))
  if (major > 3 || minor > 4 || (minor === 4 && patch >= 11)) return RENEWING
  return minor === 0 && patch <= 3 ? TAKING : THIRD
}
