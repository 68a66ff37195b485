import { TERMINAL_STATE_TYPES, isTerminal } from '@millrace/protocol'
import { type TaskRule, abort, accept, defineRule, reject } from '../rule.ts'
import { holdsResult } from './persisted-result.ts'
import { ANY_TYPE } from './state-sets.ts'

/**
 * Decides what may follow a final state of a task run: no crash, pause or cancellation, and nothing once its result is persisted. A
 * rerun starts with all its retries, and under a retried flow run it is named so.
 */
export const handleTaskTerminalStateTransitions: TaskRule = defineRule({
  name: 'handle-task-terminal-state-transitions',
  from: TERMINAL_STATE_TYPES,
  to: ANY_TYPE,
  decide({ run, from, to }) {
    if (from === null) return accept(to)
    if (to.type === 'CANCELLING' || to.type === 'PAUSED' || to.type === 'CRASHED') return abort(`Run is already ${from.type}.`)
    if (from.type === 'COMPLETED' && holdsResult(from.data)) return reject(null, 'This run is already completed.')
    if (isTerminal(to.type)) return accept(to)
    const retried = to.type === 'RUNNING' && run.flow_run_run_count < (run.flow_run_now_run_count ?? 0)
    return accept(retried ? { ...to, name: 'Retrying' } : to, { run: { run_count: 0 } })
  },
})
