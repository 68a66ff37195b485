import { insertCachedState } from '../../store/queries/task-run-state-cache.ts'
import { type TaskRule, accept, defineRule, reject } from '../rule.ts'
import { ANY_STATE } from './state-sets.ts'

/** Longest cache key that is meant to be used; Prefect's default. */
const MAXIMUM_LENGTH = 2000

/** Remembers a completion under its cache key, for later runs to take instead of running. */
export const cacheInsertion: TaskRule = defineRule({
  name: 'cache-insertion',
  from: ANY_STATE,
  to: ['COMPLETED'],
  decide({ to }) {
    if ((to.state_details.cache_key?.length ?? 0) <= MAXIMUM_LENGTH) return accept(to)
    return reject(to, `Cache key exceeded maximum allowed length of ${MAXIMUM_LENGTH} characters.`)
  },
  async settle(tx, { state, now }) {
    const key = state?.state_details.cache_key
    if (state === null || !key) return
    await insertCachedState(tx, { key, expiration: state.state_details.cache_expiration ?? null, stateId: state.id, now })
  },
})
