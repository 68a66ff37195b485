import { insertCachedState } from '../../store/queries/task-run-state-cache.ts'
import { type TaskRule, accept, defineRule, reject } from '../rule.ts'
import { ANY_STATE } from './state-sets.ts'

/** Remembers a completion under its cache key, for later runs to take instead of running. */
export const cacheInsertion: TaskRule = defineRule({
  name: 'cache-insertion',
  from: ANY_STATE,
  to: ['COMPLETED'],
  decide({ to, settings }) {
    const { maxCacheKeyLength: longest } = settings.tasks
    if ((to.state_details.cache_key?.length ?? 0) <= longest) return accept(to)
    return reject(to, `Cache key exceeded maximum allowed length of ${longest} characters.`)
  },
  async settle(tx, { state, now }) {
    const key = state?.state_details.cache_key
    if (state === null || !key) return
    await insertCachedState(tx, { key, expiration: state.state_details.cache_expiration ?? null, stateId: state.id, now })
  },
})
