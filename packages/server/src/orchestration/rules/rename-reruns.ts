import { type Rule, accept, defineRule } from '../rule.ts'
import type { RunColumns } from '../runs.ts'
import { ANY_STATE } from './state-sets.ts'

/** Names a RUNNING state that is not the first: Retrying after a failure, Rerunning otherwise. */
export const renameReruns: Rule<RunColumns> = defineRule({
  name: 'rename-reruns',
  from: ANY_STATE,
  to: ['RUNNING'],
  decide({ run, from, to }) {
    if (from === null || run.run_count === 0) return accept(to)
    return accept({ ...to, name: from.name === 'AwaitingRetry' ? 'Retrying' : 'Rerunning' })
  },
})
