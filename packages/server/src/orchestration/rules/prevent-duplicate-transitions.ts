import { type FlowRule, accept, defineRule, reject } from '../rule.ts'
import { ANY_STATE, ANY_TYPE } from './state-sets.ts'

/** Answers a proposal that was sent twice with the state it made the first time, so that clients may repeat a call whose answer was lost. */
export const preventDuplicateTransitions: FlowRule = defineRule({
  name: 'prevent-duplicate-transitions',
  from: ANY_STATE,
  to: ANY_TYPE,
  decide({ from, to }) {
    const made = from?.state_details.transition_id ?? null
    if (made === null || made !== to.state_details.transition_id) return accept(to)
    return reject(null, 'This run has already made this state transition.')
  },
})
