import { type FlowRule, abort, accept, defineRule } from '../rule.ts'

/** The name of a crash after which nothing but a person starts the run again. */
export const QUARANTINED = 'Quarantined'

/** Refuses to begin a run again that was set aside; who insists forces it, as `flow-run retry` does. */
export const leaveQuarantinedAlone: FlowRule = defineRule({
  name: 'leave-quarantined-alone',
  from: ['CRASHED'],
  to: ['SCHEDULED', 'PENDING', 'RUNNING'],
  decide({ from, to }) {
    if (from?.name !== QUARANTINED) return accept(to)
    return abort(
      'The run is quarantined, since its process died again and again. Find out why, then retry it by hand: millrace flow-run retry.',
    )
  },
})
