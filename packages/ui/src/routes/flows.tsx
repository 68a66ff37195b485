import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { Flow, ReplyOf, uiRoutes } from '@millrace/protocol'
import type { ReactElement } from 'react'
import { Empty } from '../components/empty.tsx'
import { Page } from '../components/page.tsx'
import { Pager } from '../components/pager.tsx'
import { Problem } from '../components/problem.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { type Column, Table } from '../components/table.tsx'
import { deploymentCountsQuery, flowsQuery, nextRunsQuery } from '../features/flows/queries.ts'
import { NameFilter } from '../features/named/name-filter.tsx'
import { namedSearch } from '../features/named/search.ts'
import { Tags } from '../features/runs/tags.tsx'
import { en } from '../messages/en.ts'
import { objectText as text } from '../messages/objects.ts'
import { Moment } from '../time/moment.tsx'

const route = getRouteApi('/flows')

/** What exists? */
export function FlowsPage(): ReactElement {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const flows = useQuery(flowsQuery(search))
  const rows = flows.data?.results ?? []
  const ids = rows.map(({ id }) => id)
  const counts = useQuery(deploymentCountsQuery(ids))
  const next = useQuery(nextRunsQuery(ids))
  return (
    <Page title={en.pages.flows} mark={<span className="text-muted">{flows.data?.count ?? ''}</span>}>
      <NameFilter name={search.name} onChange={(name) => void navigate({ search: namedSearch({ name }), replace: true })} />
      {flows.isPending && <Skeleton rows={10} />}
      {flows.isError && <Problem error={flows.error} onRetry={() => void flows.refetch()} />}
      {flows.data !== undefined &&
        rows.length === 0 &&
        (search.name === undefined ? <Empty command="node my-flow.ts">{text.flows.none}</Empty> : <Empty>{text.noMatch}</Empty>)}
      {flows.data !== undefined && rows.length > 0 && (
        <>
          <Table
            caption={text.flows.caption}
            columns={columnsOf(counts.data, next.data)}
            rows={rows}
            keyOf={({ id }) => id}
            stale={flows.isPlaceholderData}
          />
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

const columnsOf = (
  counts: ReplyOf<(typeof uiRoutes)['countDeployments']> | undefined,
  next: ReplyOf<(typeof uiRoutes)['nextRuns']> | undefined,
): readonly Column<Flow>[] => [
  {
    key: 'name',
    head: text.name,
    cell: ({ id, name }) => (
      <Link to="/flows/flow/$id" params={{ id }} className="block truncate font-medium text-text hover:underline" title={name}>
        {name}
      </Link>
    ),
  },
  { key: 'deployments', head: text.flows.deployments, align: 'right', cell: ({ id }) => counts?.[id] ?? ' ' },
  {
    key: 'next',
    head: text.flows.nextRun,
    align: 'right',
    cell: ({ id }) => next !== undefined && <Moment at={next[id]?.next_scheduled_start_time} />,
  },
  { key: 'tags', head: text.tags, narrow: false, cell: ({ tags }) => <Tags tags={tags} /> },
  { key: 'created', head: text.created, align: 'right', narrow: false, cell: ({ created }) => <Moment at={created} /> },
]
