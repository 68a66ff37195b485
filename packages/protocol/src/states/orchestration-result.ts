import { z } from 'zod'
import { state } from './state.ts'

export const setStateStatus = z.enum(['ACCEPT', 'REJECT', 'ABORT', 'WAIT'])
export type SetStateStatus = z.output<typeof setStateStatus>

const transition = { transition_id: z.string().nullish() }

/** Why a proposal was not simply taken; `type` repeats the status as `accept_details`, `reject_details`, … */
export const stateResponseDetails = z.discriminatedUnion('type', [
  z.object({ type: z.literal('accept_details'), ...transition }),
  z.object({ type: z.literal('reject_details'), reason: z.string().nullable(), ...transition }),
  z.object({ type: z.literal('abort_details'), reason: z.string().nullable(), ...transition }),
  z.object({ type: z.literal('wait_details'), delay_seconds: z.number(), reason: z.string().nullable(), ...transition }),
])
export type StateResponseDetails = z.output<typeof stateResponseDetails>

/** The answer to a proposed state: what the run's state is now, and what became of the proposal. */
export const orchestrationResult = z.object({
  state: state.nullable(),
  status: setStateStatus,
  details: stateResponseDetails,
})
export type OrchestrationResult = z.output<typeof orchestrationResult>
