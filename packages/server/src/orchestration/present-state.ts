import type { State, StateType } from '@millrace/protocol'
import type { StateRest } from '../store/queries/run-states.ts'

interface Stated extends StateRest {
  readonly state_id: string | null
  readonly state_type: StateType | null
  readonly state_name: string | null
  readonly state_timestamp: string | null
}

/** The state of a run, out of its own row and the rest of the state's; null for a run without one. */
export function presentState(run: Stated): State | null {
  const { state_id: id, state_type: type, state_name: name, state_timestamp: timestamp, message, data, state_details } = run
  if (id === null || type === null || timestamp === null || state_details === null) return null
  return { id, type, name, timestamp, message, data, state_details }
}
