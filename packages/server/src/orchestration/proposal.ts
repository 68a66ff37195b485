import { type Json, type StateCreate, type StateDetails, type StateType, type Timestamp, defaultStateName } from '@millrace/protocol'
import { NO_DETAILS } from '../store/state-details.ts'

/** A state on its way: all of it but the id, which it gets when it is written. */
export interface Proposal {
  readonly type: StateType
  readonly name: string
  readonly timestamp: Timestamp
  readonly message: string | null
  readonly data: Json
  readonly state_details: StateDetails
}

interface Extra {
  readonly name?: string
  readonly message?: string | null
  readonly data?: Json
  readonly details?: Partial<StateDetails>
}

/** A state that a rule puts in the place of another. */
export const makeProposal = (type: StateType, timestamp: Timestamp, extra: Extra = {}): Proposal => ({
  type,
  name: extra.name ?? defaultStateName(type),
  timestamp,
  message: extra.message ?? null,
  data: extra.data ?? null,
  state_details: { ...NO_DETAILS, ...extra.details },
})

/**
 * A state as a client proposed it, with what Prefect fills in: the name of its type, now as its time, and now as the scheduled time of
 * a SCHEDULED state that has none. Its times are to the microsecond, as the wire has them.
 */
export function receiveProposal(state: StateCreate, now: Timestamp): Proposal {
  const details = state.state_details
  return {
    type: state.type,
    name: state.name ?? defaultStateName(state.type),
    timestamp: state.timestamp ?? now,
    message: state.message ?? null,
    data: state.data ?? null,
    state_details:
      state.type === 'SCHEDULED' && (details.scheduled_time ?? null) === null
        ? { ...NO_DETAILS, ...details, scheduled_time: now }
        : { ...NO_DETAILS, ...details },
  }
}

/** `proposal` with some of its details changed. */
export const withDetails = (proposal: Proposal, details: Partial<StateDetails>): Proposal => ({
  ...proposal,
  state_details: { ...proposal.state_details, ...details },
})
