import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { NamedRun, Overview, PoolView } from '@millrace/protocol'
import type { ReactElement } from 'react'
import { StackedBars } from '../charts/stacked-bars.tsx'
import { Empty } from '../components/empty.tsx'
import { Meter } from '../components/meter.tsx'
import { Page } from '../components/page.tsx'
import { Panel } from '../components/panel.tsx'
import { Problem } from '../components/problem.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { type Column, Table } from '../components/table.tsx'
import { historyBars } from '../features/overview/history-bars.ts'
import { Needs } from '../features/overview/needs.tsx'
import { overviewQuery } from '../features/overview/queries.ts'
import { Readiness } from '../features/work-pools/readiness.tsx'
import { usePolling } from '../live/events.ts'
import { useRenewal } from '../live/renewal.ts'
import { en } from '../messages/en.ts'
import { overviewText as text } from '../messages/overview.ts'
import { Elapsed } from '../time/elapsed.tsx'
import { Moment } from '../time/moment.tsx'
import { shortZone, useZone } from '../time/zone.ts'

type Running = Overview['running']['runs'][number]

/** What the overview shows comes with these events, and with no others. */
const WATCHED = ['prefect.flow-run.', 'prefect.work-pool.']

const ALL = 'text-accent underline underline-offset-2'

/** Is anything wrong? */
export function OverviewPage(): ReactElement {
  const overview = useQuery({ ...overviewQuery, refetchInterval: usePolling() })
  useRenewal(WATCHED, overviewQuery.queryKey)
  return (
    <Page title={en.pages.overview}>
      {overview.isPending && <Skeleton rows={14} />}
      {overview.isError && <Problem error={overview.error} onRetry={() => void overview.refetch()} />}
      {overview.data !== undefined && <Content overview={overview.data} />}
    </Page>
  )
}

function Content({ overview }: { readonly overview: Overview }): ReactElement {
  const zone = useZone()
  return (
    <div className="flex flex-col gap-6">
      <Panel title={text.needs}>
        <Needs overview={overview} />
      </Panel>
      <Panel
        title={text.history}
        beside={
          <Link to="/runs" className={ALL}>
            {text.allRuns}
          </Link>
        }
      >
        <StackedBars caption={text.history} bars={historyBars(overview.history, zone)} zone={shortZone(zone)} />
      </Panel>
      <div className="grid grid-cols-1 gap-6 xl:grid-cols-2">
        <Panel
          title={text.running}
          beside={
            overview.running.count > overview.running.runs.length && (
              <Link to="/runs" search={{ state: 'RUNNING' }} className={ALL}>
                {en.runs.total(overview.running.count)}
              </Link>
            )
          }
        >
          {overview.running.runs.length === 0 ? (
            <Empty>{text.noneRunning}</Empty>
          ) : (
            <Table caption={text.running} columns={RUNNING} rows={overview.running.runs} keyOf={({ id }) => id} />
          )}
        </Panel>
        <Panel title={text.next}>
          {overview.next.length === 0 ? (
            <Empty>{text.noneNext}</Empty>
          ) : (
            <Table caption={text.next} columns={NEXT} rows={overview.next} keyOf={({ id }) => id} />
          )}
        </Panel>
      </div>
      <Panel title={text.pools}>
        {overview.pools.length === 0 ? (
          <Empty command="millrace work-pool create my-pool --type process">{text.noPools}</Empty>
        ) : (
          <Table caption={text.pools} columns={POOLS} rows={overview.pools} keyOf={({ id }) => id} />
        )}
      </Panel>
    </div>
  )
}

const NAME: Column<NamedRun> = {
  key: 'name',
  head: text.run,
  cell: ({ id, name, flow_name, deployment_name }) => (
    <span className="flex max-w-100 min-w-0 items-baseline gap-x-2 max-sm:max-w-44 max-sm:flex-col">
      <Link
        to="/runs/flow-run/$id"
        params={{ id }}
        title={name}
        className="max-w-full truncate font-medium text-text hover:underline sm:max-w-3/5 sm:shrink-0"
      >
        {name}
      </Link>
      <span className="max-w-full min-w-0 truncate text-xs text-muted">{deployment_name ?? flow_name}</span>
    </span>
  ),
}

const RUNNING: readonly Column<Running>[] = [
  NAME,
  { key: 'progress', head: text.progress, cell: (run) => <Progress run={run} /> },
  { key: 'since', head: text.since, align: 'right', cell: ({ start_time }) => <Elapsed since={start_time} /> },
]

const NEXT: readonly Column<NamedRun>[] = [
  NAME,
  { key: 'at', head: text.at, align: 'right', cell: ({ expected_start_time }) => <Moment at={expected_start_time} /> },
]

const POOLS: readonly Column<PoolView>[] = [
  {
    key: 'name',
    head: text.pool,
    cell: ({ name, type }) => (
      <span className="flex min-w-0 items-baseline gap-2">
        <Link to="/work-pools/work-pool/$name" params={{ name }} className="truncate font-medium text-text hover:underline">
          {name}
        </Link>
        <span className="text-xs text-muted">{type}</span>
      </span>
    ),
  },
  {
    key: 'workers',
    head: text.workers,
    cell: ({ is_paused, online_workers }) => <Readiness status={is_paused ? 'PAUSED' : online_workers > 0 ? 'READY' : 'NOT_READY'} />,
  },
  {
    key: 'busy',
    head: text.busy,
    narrow: false,
    cell: ({ name, active_slots, concurrency_limit }) =>
      concurrency_limit === null ? active_slots : <Meter label={`${name}: ${text.busy}`} value={active_slots} max={concurrency_limit} />,
  },
  { key: 'waiting', head: text.waiting, align: 'right', cell: ({ waiting }) => waiting },
  { key: 'oldest', head: text.oldest, align: 'right', narrow: false, cell: ({ oldest_wait }) => <Elapsed since={oldest_wait} /> },
]

/** Tasks that are done, of those that have begun so far. */
function Progress({ run: { name, tasks, tasks_done, tasks_failed } }: { readonly run: Running }): ReactElement {
  if (tasks === 0) return <span className="text-muted">–</span>
  return (
    <span className="inline-flex items-center gap-2" title={text.tasks(tasks_done, tasks)}>
      <Meter label={`${name}: ${text.tasks(tasks_done, tasks)}`} value={tasks_done} max={tasks} colour="--completed" />
      {tasks_failed > 0 && <span className="text-xs text-failed">{text.failedTasks(tasks_failed)}</span>}
    </span>
  )
}
