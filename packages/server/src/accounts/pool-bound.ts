import type { Actor } from './actor.ts'

/** Where a work pool is served: the name of the parameter that says which. */
const BY_PARAMETER: Readonly<Record<string, 'name' | 'work_pool_name'>> = {
  'workPools.update': 'name',
  'workPools.getScheduledFlowRuns': 'name',
  'workPools.heartbeat': 'work_pool_name',
}

/** Where work is taken that is of no pool, or of one that the call does not name. */
const OF_ANY_POOL: ReadonlySet<string> = new Set(['deployments.getScheduledFlowRuns', 'workQueues.create', 'workQueues.getRuns'])

/** The pool that a call serves, null for one that it does not name; undefined for a call that serves none. */
export function poolServed(action: string, params: unknown, body: unknown): string | null | undefined {
  if (OF_ANY_POOL.has(action)) return null
  if (action === 'workPools.create') return textOf(body, 'name')
  const parameter = BY_PARAMETER[action]
  return parameter === undefined ? undefined : textOf(params, parameter)
}

/** Whether an actor may serve a pool: every one may, but for the key of a worker of another. */
export const mayServe = ({ workPoolName }: Actor, pool: string | null | undefined): boolean =>
  workPoolName === null || pool === undefined || pool === workPoolName

function textOf(value: unknown, name: string): string | null {
  const text: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
  return typeof text === 'string' ? text : null
}
