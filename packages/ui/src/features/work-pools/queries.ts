import { queryOptions } from '@tanstack/react-query'
import type { WorkPool, WorkQueue } from '@millrace/protocol'
import { api } from '../../api/api.ts'

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
