import type { StateDetails, StateType } from '@millrace/protocol'
import { RunState } from '../states/run-state.ts'
import { type Packed, unpack } from './values.ts'
import { reviveError, type WireError, wireError } from './wire-error.ts'

/** The state in which a call ended, on its way back. */
export interface WireState {
  readonly type: StateType
  readonly name: string
  readonly message: string | null
  readonly details: Partial<StateDetails>
  readonly outcome?: { readonly value: Packed } | { readonly error: WireError }
}

/** @throws NotSendable when the result is no data. */
export function wireState({ type, name, message, details, outcome }: RunState, pack: (value: unknown) => Packed): WireState {
  const state = { type, name, message, details }
  if (outcome === undefined) return state
  return { ...state, outcome: 'error' in outcome ? { error: wireError(outcome.error) } : { value: pack(outcome.value) } }
}

/** The state again, with its result or error. */
export function reviveState({ outcome, ...state }: WireState): RunState {
  if (outcome === undefined) return new RunState(state)
  return new RunState({ ...state, outcome: 'error' in outcome ? { error: reviveError(outcome.error) } : { value: unpack(outcome.value) } })
}
