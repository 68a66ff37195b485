import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import type { ReactElement } from 'react'
import { Empty } from '../components/empty.tsx'
import { PRIMARY_LINK } from '../components/link-button.ts'
import { Meter } from '../components/meter.tsx'
import { Page } from '../components/page.tsx'
import { Problem } from '../components/problem.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { type Column, Table } from '../components/table.tsx'
import { POOL_CHANGES, type PoolRow, poolRowsQuery } from '../features/work-pools/queries.ts'
import { Readiness } from '../features/work-pools/readiness.tsx'
import { usePolling } from '../live/events.ts'
import { useRenewal } from '../live/renewal.ts'
import { en } from '../messages/en.ts'
import { objectText } from '../messages/objects.ts'
import { poolText } from '../messages/work-pools.ts'
import { Moment } from '../time/moment.tsx'

const text = objectText.pools

const COLUMNS: readonly Column<PoolRow>[] = [
  {
    key: 'name',
    head: objectText.name,
    cell: ({ name, description }) => (
      <span className="block max-w-36 py-1 sm:max-w-60 xl:max-w-80">
        <Link
          to="/work-pools/work-pool/$name"
          params={{ name }}
          className="block truncate font-medium text-text hover:underline"
          title={name}
        >
          {name}
        </Link>
        {description !== null && description !== '' && <span className="block truncate text-xs text-muted">{description}</span>}
      </span>
    ),
  },
  { key: 'status', head: text.status, cell: (row) => <Served row={row} /> },
  { key: 'type', head: text.type, wide: true, cell: ({ type }) => type },
  {
    key: 'running',
    head: poolText.running,
    align: 'right',
    narrow: false,
    cell: ({ name, running, concurrency_limit: limit }) =>
      limit === null ? running : <Meter label={`${name}: ${poolText.running}`} value={running} max={limit} />,
  },
  {
    key: 'waiting',
    head: poolText.waits,
    align: 'right',
    cell: ({ waiting, oldest_wait: oldest }) =>
      waiting === undefined ? (
        <span className="text-muted">–</span>
      ) : (
        <span className={waiting > 0 ? 'text-overdue' : 'text-muted'}>
          {waiting}
          {oldest !== null && (
            <span className="block text-xs whitespace-nowrap text-muted max-sm:hidden">
              {poolText.waitingSince} <Moment at={oldest} />
            </span>
          )}
        </span>
      ),
  },
  { key: 'polled', head: poolText.polled, align: 'right', wide: true, cell: ({ last_polled: at }) => <Moment at={at} /> },
]

/** Who serves a pool, in words. */
function Served({ row: { type, is_paused: paused, online_workers: workers, status } }: { readonly row: PoolRow }): ReactElement {
  // Nobody knows of the agents of a pool.
  if (type === 'prefect-agent' && !paused) return <span className="text-muted">–</span>
  if (paused || workers === undefined || workers === 0) {
    return <Readiness status={paused ? 'PAUSED' : workers === 0 ? 'NOT_READY' : (status ?? null)} />
  }
  return <Readiness status="READY" words={poolText.servedBy(workers)} />
}

/** Does anybody pick up work? */
export function WorkPoolsPage(): ReactElement {
  const pools = useQuery({ ...poolRowsQuery, refetchInterval: usePolling() })
  useRenewal([...POOL_CHANGES, 'prefect.flow-run.'], ['work pools'])
  return (
    <Page
      title={en.pages.workPools}
      actions={
        <Link to="/work-pools/create" className={PRIMARY_LINK}>
          <Plus aria-hidden size={14} />
          {poolText.add}
        </Link>
      }
    >
      {pools.isPending && <Skeleton rows={6} />}
      {pools.isError && <Problem error={pools.error} onRetry={() => void pools.refetch()} />}
      {pools.data?.length === 0 && <Empty command="millrace work-pool create my-pool --type process">{text.none}</Empty>}
      {pools.data !== undefined && pools.data.length > 0 && (
        <Table caption={text.caption} columns={COLUMNS} rows={pools.data} keyOf={({ id }) => id} />
      )}
    </Page>
  )
}
