import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { Worker, WorkPool, WorkQueue } from '@millrace/protocol'
import type { ReactElement } from 'react'
import { Button } from '../components/button.tsx'
import { Empty } from '../components/empty.tsx'
import { CRUMB } from '../components/link-button.ts'
import { Page } from '../components/page.tsx'
import { Problem } from '../components/problem.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { type Column, Table } from '../components/table.tsx'
import { Tabs } from '../components/tabs.tsx'
import { Parameters } from '../features/run/parameters.tsx'
import { RunsOf } from '../features/runs/runs-table.tsx'
import { pausePool, pauseQueue, poolQuery, queuesQuery, workersQuery } from '../features/work-pools/queries.ts'
import { Readiness } from '../features/work-pools/readiness.tsx'
import { POOL_TABS, type PoolTab } from '../features/work-pools/search.ts'
import { en } from '../messages/en.ts'
import { objectText } from '../messages/objects.ts'
import { Moment } from '../time/moment.tsx'

const text = objectText.pools
const route = getRouteApi('/work-pools/work-pool/$name')

/** Who serves this pool, and in which order? */
export function WorkPoolPage(): ReactElement {
  const { name } = route.useParams()
  const { tab = 'queues' } = route.useSearch()
  const navigate = route.useNavigate()
  const cache = useQueryClient()
  const pool = useQuery(poolQuery(name))
  const pause = useMutation({ mutationFn: pausePool, onSettled: () => cache.invalidateQueries({ queryKey: ['work pool', name] }) })
  if (pool.data === undefined) {
    return (
      <Page title={en.pages.workPools}>
        {pool.isPending ? <Skeleton rows={8} /> : <Problem error={pool.error} onRetry={() => void pool.refetch()} />}
      </Page>
    )
  }
  const { data } = pool
  return (
    <Page
      title={name}
      crumbs={
        <Link to="/work-pools" className={CRUMB}>
          {en.pages.workPools}
        </Link>
      }
      mark={
        <>
          <Readiness status={data.status} />
          <span className="text-muted">{data.type}</span>
        </>
      }
      actions={
        <Button disabled={pause.isPending} onClick={() => pause.mutate(data)}>
          {data.is_paused ? objectText.resume : objectText.pause}
        </Button>
      }
    >
      {pause.isError && <Problem error={pause.error} />}
      {data.description !== null && <p className="mb-3 max-w-[72ch]">{data.description}</p>}
      <Tabs names={POOL_TABS} words={text.tabs} value={tab} onChange={(next) => void navigate({ search: { tab: next }, replace: true })}>
        <Content tab={tab} pool={data} />
      </Tabs>
    </Page>
  )
}

function Content({ tab, pool }: { readonly tab: PoolTab; readonly pool: WorkPool }): ReactElement {
  switch (tab) {
    case 'queues':
      return <Queues pool={pool.name} />
    case 'workers':
      return <Workers pool={pool.name} />
    case 'runs':
      return <RunsOf of={{ pool: pool.name }} />
    case 'template':
      break
  }
  return <Parameters parameters={pool.base_job_template} />
}

function Queues({ pool }: { readonly pool: string }): ReactElement {
  const cache = useQueryClient()
  const queues = useQuery(queuesQuery(pool))
  const pause = useMutation({
    mutationFn: (queue: WorkQueue) => pauseQueue(pool, queue),
    onSettled: () => cache.invalidateQueries({ queryKey: ['work pool', pool] }),
  })
  if (queues.isPending) return <Skeleton rows={4} />
  if (queues.data === undefined) return <Problem error={queues.error} onRetry={() => void queues.refetch()} />
  if (queues.data.length === 0) return <Empty>{text.noQueues}</Empty>
  return (
    <>
      {pause.isError && <Problem error={pause.error} />}
      <Table caption={text.queues} columns={queueColumns(pause.isPending, pause.mutate)} rows={queues.data} keyOf={({ id }) => id} />
    </>
  )
}

const queueColumns = (pausing: boolean, onPause: (queue: WorkQueue) => void): readonly Column<WorkQueue>[] => [
  { key: 'name', head: objectText.name, cell: ({ name }) => <span className="font-medium">{name}</span> },
  { key: 'status', head: text.status, cell: ({ status }) => <Readiness status={status} /> },
  { key: 'priority', head: text.priority, align: 'right', narrow: false, cell: ({ priority }) => priority },
  { key: 'limit', head: text.limit, align: 'right', narrow: false, cell: ({ concurrency_limit }) => concurrency_limit ?? '–' },
  { key: 'polled', head: text.polled, align: 'right', narrow: false, cell: ({ last_polled }) => <Moment at={last_polled} /> },
  {
    key: 'pause',
    head: objectText.pause,
    align: 'right',
    cell: (queue) => (
      <Button
        aria-label={queue.is_paused ? objectText.resumeNamed(queue.name) : objectText.pauseNamed(queue.name)}
        disabled={pausing}
        onClick={() => onPause(queue)}
      >
        {queue.is_paused ? objectText.resume : objectText.pause}
      </Button>
    ),
  },
]

const WORKER_COLUMNS: readonly Column<Worker>[] = [
  { key: 'name', head: objectText.name, cell: ({ name }) => <span className="font-medium">{name}</span> },
  { key: 'status', head: text.status, cell: ({ status }) => (status === 'ONLINE' ? text.online : text.offline) },
  { key: 'sign', head: text.heartbeat, align: 'right', cell: ({ last_heartbeat_time }) => <Moment at={last_heartbeat_time} /> },
]

function Workers({ pool }: { readonly pool: string }): ReactElement {
  const workers = useQuery(workersQuery(pool))
  if (workers.isPending) return <Skeleton rows={4} />
  if (workers.data === undefined) return <Problem error={workers.error} onRetry={() => void workers.refetch()} />
  if (workers.data.length === 0) return <Empty command={text.command(pool)}>{text.noWorkers}</Empty>
  return <Table caption={text.workers} columns={WORKER_COLUMNS} rows={workers.data} keyOf={({ id }) => id} />
}
