import { queryOptions } from '@tanstack/react-query'
import type { WorkPool, WorkQueue } from '@millrace/protocol'
import { api } from '../../api/api.ts'
import { isObject } from '../schema-form/schema.ts'

/** Milliseconds between looks at whether workers poll. */
const LIVE = 10_000

/** Every pool that one call answers: 200 of them. */
export const poolsQuery = queryOptions({
  queryKey: ['work pools'],
  queryFn: ({ signal }) => api.workPools.filter({ body: {}, signal }),
  refetchInterval: LIVE,
})

export const poolQuery = (name: string) =>
  queryOptions({
    queryKey: ['work pool', name],
    queryFn: ({ signal }) => api.workPools.read({ params: { name }, signal }),
    refetchInterval: LIVE,
  })

export const queuesQuery = (pool: string) =>
  queryOptions({
    queryKey: ['work pool', pool, 'queues'],
    queryFn: ({ signal }) => api.workPools.filterQueues({ params: { work_pool_name: pool }, body: {}, signal }),
    refetchInterval: LIVE,
  })

export const workersQuery = (pool: string) =>
  queryOptions({
    queryKey: ['work pool', pool, 'workers'],
    queryFn: ({ signal }) => api.workPools.filterWorkers({ params: { work_pool_name: pool }, body: {}, signal }),
    refetchInterval: LIVE,
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

export const deleteQueue = (pool: string, name: string) => api.workPools.deleteQueue({ params: { work_pool_name: pool, name } })
