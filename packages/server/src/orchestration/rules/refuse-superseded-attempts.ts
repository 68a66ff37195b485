import { type FlowRule, abort, accept, defineRule } from '../rule.ts'
import { ANY_STATE, ANY_TYPE } from './state-sets.ts'

/** Stops a process that acts for an attempt which another has taken over; Millrace's own, for callers that name their attempt. */
export const refuseSupersededAttempts: FlowRule = defineRule({
  name: 'refuse-superseded-attempts',
  from: ANY_STATE,
  to: ANY_TYPE,
  decide({ run, to, attempt }) {
    if (attempt === undefined || attempt >= run.attempt) return accept(to)
    return abort(`This proposal is for attempt ${attempt} of the run, which attempt ${run.attempt} has taken over.`)
  },
})
