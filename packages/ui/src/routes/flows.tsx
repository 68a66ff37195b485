import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { FlowRowView } from '@millrace/protocol'
import type { ReactElement } from 'react'
import { Empty } from '../components/empty.tsx'
import { Middle } from '../components/middle.tsx'
import { Page } from '../components/page.tsx'
import { Pager } from '../components/pager.tsx'
import { Problem } from '../components/problem.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { type Column, Table } from '../components/table.tsx'
import { flowRowsQuery } from '../features/flows/queries.ts'
import { NameFilter } from '../features/named/name-filter.tsx'
import { OrderChoice } from '../features/named/order-choice.tsx'
import { namedSearch } from '../features/named/search.ts'
import { Tags } from '../features/runs/tags.tsx'
import { RunBars } from '../charts/run-bars.tsx'
import { usePolling } from '../live/events.ts'
import { useRenewal } from '../live/renewal.ts'
import { en } from '../messages/en.ts'
import { flowText } from '../messages/flows.ts'
import { objectText as text } from '../messages/objects.ts'
import { StateBadge } from '../states/state-badge.tsx'
import { durationInWords } from '../time/duration.ts'
import { Moment } from '../time/moment.tsx'

const route = getRouteApi('/flows')

const WATCHED = ['prefect.flow-run.', 'prefect.flow.', 'prefect.deployment.']

/** What exists? */
export function FlowsPage(): ReactElement {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const flows = useQuery({ ...flowRowsQuery(search), refetchInterval: usePolling() })
  const rows = flows.data?.results ?? []
  useRenewal(WATCHED, ['flows'])
  return (
    <Page title={en.pages.flows} mark={<span className="text-muted">{flows.data?.count ?? ''}</span>}>
      <NameFilter
        name={search.name}
        onChange={(name) => void navigate({ search: namedSearch({ ...search, page: undefined, name }), replace: true })}
      >
        <OrderChoice
          order={search.sort}
          onChange={(sort) => void navigate({ search: namedSearch({ ...search, page: undefined, sort }), replace: true })}
        />
      </NameFilter>
      {flows.isPending && <Skeleton rows={10} />}
      {flows.isError && <Problem error={flows.error} onRetry={() => void flows.refetch()} />}
      {flows.data !== undefined &&
        rows.length === 0 &&
        (search.name === undefined ? <Empty command="node my-flow.ts">{text.flows.none}</Empty> : <Empty>{text.noMatch}</Empty>)}
      {flows.data !== undefined && rows.length > 0 && (
        <>
          <Table caption={text.flows.caption} columns={COLUMNS} rows={rows} keyOf={({ id }) => id} stale={flows.isPlaceholderData} />
          <Pager
            page={flows.data.page}
            pages={flows.data.pages}
            onTurn={(page) => void navigate({ search: namedSearch({ ...search, page }) })}
          />
        </>
      )}
    </Page>
  )
}

const COLUMNS: readonly Column<FlowRowView>[] = [
  {
    key: 'name',
    head: text.name,
    cell: ({ id, name }) => (
      <Link
        to="/flows/flow/$id"
        params={{ id }}
        className="block max-w-36 truncate font-medium text-text hover:underline sm:max-w-60 xl:max-w-80"
      >
        <Middle text={name} />
      </Link>
    ),
  },
  { key: 'runs', head: flowText.runs, narrow: false, cell: ({ runs }) => <RunBars runs={runs} places={30} /> },
  { key: 'last', head: flowText.lastRun, cell: ({ runs }) => <LastRun runs={runs} /> },
  {
    key: 'success',
    head: flowText.success,
    align: 'right',
    cell: ({ success_rate: rate, runs }) =>
      rate === null ? (
        <span className="text-muted">–</span>
      ) : (
        <span title={flowText.shareWords(runs.length)} className={rate < 0.9 ? 'text-failed' : undefined}>
          {flowText.share(rate)}
        </span>
      ),
  },
  { key: 'median', head: flowText.median, align: 'right', narrow: false, cell: (row) => durationInWords(row.median_seconds) },
  { key: 'p95', head: flowText.p95, align: 'right', wide: true, cell: (row) => durationInWords(row.p95_seconds) },
  { key: 'deployments', head: text.flows.deployments, align: 'right', wide: true, cell: ({ deployments }) => deployments },
  { key: 'next', head: text.flows.nextRun, align: 'right', narrow: false, cell: ({ next_run: next }) => <Moment at={next?.at} /> },
  { key: 'tags', head: text.tags, wide: true, cell: ({ tags }) => <Tags tags={tags} /> },
]

function LastRun({ runs }: Pick<FlowRowView, 'runs'>): ReactElement {
  const last = runs.at(-1)
  if (last === undefined) return <span className="text-muted">–</span>
  return (
    <Link
      to="/runs/flow-run/$id"
      params={{ id: last.id }}
      className="inline-flex items-center gap-2 text-text hover:underline"
      title={last.name}
    >
      <StateBadge type={last.state_type} name={last.state_name} />
      <span className="text-muted max-lg:hidden">
        <Moment at={last.start_time} />
      </span>
    </Link>
  )
}
