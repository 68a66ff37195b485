import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import type { ReactElement } from 'react'
import { ActionLink } from '../components/action-link.tsx'
import { Empty } from '../components/empty.tsx'
import { Meter } from '../components/meter.tsx'
import { Middle } from '../components/middle.tsx'
import { Page } from '../components/page.tsx'
import { Problem } from '../components/problem.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { type Column, Table } from '../components/table.tsx'
import { NameFilter } from '../features/named/name-filter.tsx'
import { namedRows } from '../features/named/named-rows.ts'
import { namedSearch } from '../features/named/search.ts'
import { POOL_CHANGES, type PoolRow, poolRowsQuery } from '../features/work-pools/queries.ts'
import { Readiness } from '../features/work-pools/readiness.tsx'
import { usePolling } from '../live/events.ts'
import { useRenewal } from '../live/renewal.ts'
import { en } from '../messages/en.ts'
import { objectText } from '../messages/objects.ts'
import { poolText } from '../messages/work-pools.ts'
import { Moment } from '../time/moment.tsx'

const text = objectText.pools
const route = getRouteApi('/work-pools')

const COLUMNS: readonly Column<PoolRow>[] = [
  {
    key: 'name',
    head: objectText.name,
    sort: ({ name }) => name,
    cell: ({ name, description }) => (
      <span className="block max-w-28 py-1 sm:max-w-60 xl:max-w-80">
        <Link to="/work-pools/work-pool/$name" params={{ name }} className="block truncate font-medium text-text hover:underline">
          <Middle text={name} />
        </Link>
        {description !== null && description !== '' && <span className="block truncate text-xs text-muted">{description}</span>}
      </span>
    ),
  },
  { key: 'status', head: text.status, cell: (row) => <Served row={row} /> },
  { key: 'type', head: text.type, wide: true, sort: ({ type }) => type, cell: ({ type }) => type },
  {
    key: 'running',
    head: poolText.running,
    sort: ({ running }) => running,
    align: 'right',
    narrow: false,
    cell: ({ name, running, concurrency_limit: limit }) =>
      limit === null ? running : <Meter label={`${name}: ${poolText.running}`} value={running} max={limit} />,
  },
  {
    key: 'waiting',
    head: poolText.waits,
    sort: ({ waiting }) => waiting ?? 0,
    align: 'right',
    width: 'max-sm:w-16',
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
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const pools = useQuery({ ...poolRowsQuery, refetchInterval: usePolling() })
  useRenewal([...POOL_CHANGES, 'prefect.flow-run.'], ['work pools'])
  const found = namedRows(pools.data ?? [], search.name)
  return (
    <Page
      title={en.pages.workPools}
      actions={
        <ActionLink look="primary" needs="workPools.create" to="/work-pools/create">
          <Plus aria-hidden size={14} />
          {poolText.add}
        </ActionLink>
      }
    >
      {pools.isPending && <Skeleton rows={6} />}
      {pools.isError && <Problem error={pools.error} onRetry={() => void pools.refetch()} />}
      {pools.data?.length === 0 && <Empty command="millrace work-pool create my-pool --type process">{text.none}</Empty>}
      <NameFilter name={search.name} onChange={(name) => void navigate({ search: namedSearch({ ...search, name }), replace: true })} />
      {found.length > 0 && (
        <Table
          caption={text.caption}
          columns={COLUMNS}
          rows={found}
          keyOf={({ id }) => id}
          order={{ by: search.sort, onChange: (sort) => void navigate({ search: namedSearch({ ...search, sort }), replace: true }) }}
        />
      )}
      {found.length === 0 && (pools.data?.length ?? 0) > 0 && <Empty>{objectText.noMatch}</Empty>}
    </Page>
  )
}
