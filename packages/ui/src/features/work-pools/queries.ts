import { queryOptions } from '@tanstack/react-query'
import type { WorkerRowView, WorkPool, WorkPoolRowView, WorkQueue } from '@millrace/protocol'
import { api } from '../../api/api.ts'
import { CallRefused } from '../../api/errors.ts'
import { orNull } from '../../api/or-null.ts'
import { isObject } from '../schema-form/schema.ts'

/** Milliseconds between looks at when workers were last heard of: no event tells of each sign of life. */
const SIGNS = 30_000

/** What happens to pools, queues and those who serve them, as the names of events begin. */
export const POOL_CHANGES = ['prefect.work-pool.', 'prefect.work-queue.', 'prefect.worker.']

/** Every pool that one call answers: 200 of them. A server of Prefect does not say what waits. */
export const poolRowsQuery = queryOptions({
  queryKey: ['work pools', 'rows'],
  queryFn: async ({ signal }): Promise<readonly PoolRow[]> => {
    try {
      return await api.setupViews.workPoolRows({ body: {}, signal })
    } catch (error) {
      if (!(error instanceof CallRefused && error.status === 404)) throw error
      return (await api.workPools.filter({ body: {}, signal })).map(rowOfPrefect)
    }
  },
})

/** A row of the list; what waits and who serves it are unknown with a server of Prefect. */
export type PoolRow = Omit<WorkPoolRowView, 'waiting' | 'online_workers' | 'queues'> & {
  readonly waiting?: number
  readonly online_workers?: number
  readonly queues?: number
  readonly status?: WorkPool['status']
}

const rowOfPrefect = ({ id, name, type, description, is_paused, concurrency_limit, active_slots, status }: WorkPool): PoolRow => ({
  id,
  name,
  type,
  description,
  is_paused,
  concurrency_limit,
  status,
  running: active_slots ?? 0,
  last_polled: null,
  oldest_wait: null,
})

/** What runs and waits in one pool. */
export const poolRowQuery = (name: string) =>
  queryOptions({
    queryKey: ['work pool', name, 'now', 'row'],
    queryFn: async ({ signal }): Promise<PoolRow | undefined> => {
      const work_pools = { name: { any_: [name] } }
      try {
        return (await api.setupViews.workPoolRows({ body: { work_pools }, signal }))[0]
      } catch (error) {
        if (!(error instanceof CallRefused && error.status === 404)) throw error
        return (await api.workPools.filter({ body: { work_pools }, signal })).map(rowOfPrefect)[0]
      }
    },
  })

/** The run of a pool that crashed last; null where none is known. */
export const lastCrashQuery = (name: string) =>
  queryOptions({
    queryKey: ['work pool', name, 'now', 'crash'],
    queryFn: async ({ signal }) => {
      const body = {
        work_pools: { name: { any_: [name] } },
        flow_runs: { state: { type: { any_: ['CRASHED' as const] } } },
        sort: 'END_TIME_DESC' as const,
        limit: 1,
      }
      return (await api.flowRuns.filter({ body, signal }))[0] ?? null
    },
  })

export const poolQuery = (name: string) =>
  queryOptions({ queryKey: ['work pool', name], queryFn: ({ signal }) => api.workPools.read({ params: { name }, signal }) })

export const queuesQuery = (pool: string) =>
  queryOptions({
    queryKey: ['work pool', pool, 'queues'],
    queryFn: ({ signal }) => api.workPools.filterQueues({ params: { work_pool_name: pool }, body: {}, signal }),
  })

export const queueQuery = (pool: string, name: string) =>
  queryOptions({
    queryKey: ['work pool', pool, 'queue', name],
    queryFn: ({ signal }) => api.workPools.readQueue({ params: { work_pool_name: pool, name }, signal }),
  })

/** The first 100 runs that wait in a queue, in the order in which they are handed out. */
export const waitingQuery = (queue: string) =>
  queryOptions({
    queryKey: ['runs', 'waiting in', queue],
    queryFn: ({ signal }) =>
      api.flowRuns.filter({
        body: {
          work_pool_queues: { id: { any_: [queue] } },
          flow_runs: { state: { type: { any_: ['SCHEDULED'] } } },
          sort: 'NEXT_SCHEDULED_START_TIME_ASC',
          limit: 100,
        },
        signal,
      }),
  })

/** A worker with what it says of itself, where the server knows that. */
export type WorkerLine = Omit<WorkerRowView, 'type' | 'self_report'> & Partial<Pick<WorkerRowView, 'type' | 'self_report'>>

export const workersQuery = (pool: string) =>
  queryOptions({
    queryKey: ['work pool', pool, 'workers'],
    queryFn: async ({ signal }): Promise<readonly WorkerLine[]> =>
      (await orNull(api.setupViews.workerRows({ params: { name: pool }, signal }))) ??
      (await api.workPools.filterWorkers({ params: { work_pool_name: pool }, body: {}, signal })),
    refetchInterval: SIGNS,
  })

export const pausePool = ({ name, is_paused }: WorkPool) => api.workPools.update({ params: { name }, body: { is_paused: !is_paused } })

export const pauseQueue = (pool: string, { name, is_paused }: WorkQueue) =>
  api.workPools.updateQueue({ params: { work_pool_name: pool, name }, body: { is_paused: !is_paused } })

/** Where runs can be executed, as a choice. */
export interface WorkerType {
  readonly type: string
  readonly name: string
  readonly description: string | undefined
  readonly template: WorkPool['base_job_template']
}

/** The types of workers that the server knows; agents are not for new pools. */
export const workerTypesQuery = queryOptions({
  queryKey: ['worker types'],
  staleTime: Infinity,
  queryFn: async ({ signal }): Promise<readonly WorkerType[]> => {
    const packages = await api.collections.view({ params: { view: 'aggregate-worker-metadata' }, signal })
    const descriptions: readonly unknown[] = Object.values(packages).flatMap((types) => (isObject(types) ? Object.values(types) : []))
    return descriptions
      .filter(isObject)
      .filter(({ type }) => typeof type === 'string' && type !== 'prefect-agent')
      .map(({ type, display_name: name, description, default_base_job_configuration: template }) => ({
        type: String(type),
        name: typeof name === 'string' ? name : String(type),
        description: typeof description === 'string' ? description : undefined,
        template: (isObject(template) ? template : {}) as WorkPool['base_job_template'],
      }))
  },
})

/** What somebody decides about a pool. */
export type PoolParts = Pick<WorkPool, 'name' | 'type' | 'description' | 'concurrency_limit' | 'base_job_template'>

/** Makes a pool, or changes the one of this name; neither its name nor its type changes. */
export const savePool = (known: string | undefined, { name, type, ...rest }: PoolParts): Promise<unknown> =>
  known === undefined
    ? api.workPools.create({ body: { name, type, ...rest } })
    : api.workPools.update({ params: { name: known }, body: rest })

export const deletePool = (name: string) => api.workPools.delete({ params: { name } })

/** What somebody decides about a queue. */
export interface QueueParts {
  readonly name: string
  readonly description: string | null
  readonly concurrency_limit: number | null
  readonly priority: number | null
}

/** Makes a queue in a pool, or changes the one of this name. */
export const saveQueue = (pool: string, known: string | undefined, parts: QueueParts): Promise<unknown> =>
  known === undefined
    ? api.workPools.createQueue({ params: { work_pool_name: pool }, body: parts })
    : api.workPools.updateQueue({ params: { work_pool_name: pool, name: known }, body: parts })

/** Gives a queue another place in the order of its pool; the others move on. */
export const moveQueue = (pool: string, name: string, priority: number) =>
  api.workPools.updateQueue({ params: { work_pool_name: pool, name }, body: { priority } })

/** Puts runs that wait into another queue of their pool; answers those that went, as others may have been taken meanwhile. */
export const moveRuns = async (runs: readonly string[], queue: string): Promise<readonly string[]> =>
  (await api.ui.moveFlowRuns({ body: { flow_run_ids: [...runs], work_queue_id: queue } })).moved

export const deleteQueue = (pool: string, name: string) => api.workPools.deleteQueue({ params: { work_pool_name: pool, name } })
