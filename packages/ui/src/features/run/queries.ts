import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api } from '../../api/api.ts'

const FINAL: ReadonlySet<string> = new Set(['COMPLETED', 'FAILED', 'CRASHED', 'CANCELLED'])

export const isOver = (type: string | null): boolean => type !== null && FINAL.has(type)

/** Milliseconds between looks at a run that is not over; events make it sooner once they are listened to. */
const LIVE = 2000

export const runQuery = (id: string) =>
  queryOptions({
    queryKey: ['run', id],
    queryFn: ({ signal }) => api.flowRuns.read({ params: { id }, signal }),
    refetchInterval: ({ state }) => (isOver(state.data?.state_type ?? null) ? false : LIVE),
  })

export const taskRunsQuery = (runId: string, live: boolean) =>
  queryOptions({
    queryKey: ['run', runId, 'task runs'],
    queryFn: ({ signal }) =>
      api.taskRuns.filter({ body: { task_runs: { flow_run_id: { any_: [runId] } }, sort: 'EXPECTED_START_TIME_ASC', limit: 200 }, signal }),
    refetchInterval: live ? LIVE : false,
  })

const LINES = 200

/** Log lines, oldest first, a page at a time. */
export const logsQuery = (runId: string, live: boolean) =>
  infiniteQueryOptions({
    queryKey: ['run', runId, 'logs'],
    initialPageParam: 0,
    queryFn: ({ signal, pageParam }) =>
      api.logs.filter({
        body: { logs: { flow_run_id: { any_: [runId] } }, sort: 'TIMESTAMP_ASC', limit: LINES, offset: pageParam },
        signal,
      }),
    getNextPageParam: (last, all) => (last.length < LINES ? undefined : all.length * LINES),
    refetchInterval: live ? LIVE : false,
  })

export const cancelRun = (id: string): Promise<unknown> =>
  api.flowRuns.setState({ params: { id }, body: { state: { type: 'CANCELLING', name: 'Cancelling' } } })

/** Runs it again, as `millrace flow-run retry` does: what finished with a stored result is not repeated. */
export const retryRun = (id: string): Promise<unknown> =>
  api.flowRuns.setState({ params: { id }, body: { state: { type: 'SCHEDULED', name: 'AwaitingRetry' }, force: true } })
