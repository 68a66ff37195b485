import { type StateDetails, type Json } from '@millrace/protocol'
import { findCachedState } from '../../store/queries/task-run-state-cache.ts'
import { makeProposal } from '../proposal.ts'
import { type TaskRule, accept, defineRule, reject } from '../rule.ts'
import type { TaskRun } from '../runs.ts'
import { ANY_STATE } from './state-sets.ts'

interface Cached {
  readonly message: string | null
  readonly data: Json | null
  readonly state_details: StateDetails
}

/** Completes a task run without running it when its cache key has a completion that is still good. */
export const cacheRetrieval: TaskRule = defineRule<TaskRun, Cached | undefined>({
  name: 'cache-retrieval',
  from: ANY_STATE,
  to: ['RUNNING'],
  async gather(tx, { to, now }) {
    const { cache_key, refresh_cache } = to.state_details
    if (!cache_key || refresh_cache === true) return undefined
    return await findCachedState(tx, cache_key, now)
  },
  decide({ to, now }, cached) {
    if (cached === undefined) return accept(to)
    const { message, data, state_details } = cached
    return reject(makeProposal('COMPLETED', now, { name: 'Cached', message, data, details: state_details }), 'Retrieved state from cache')
  },
})
