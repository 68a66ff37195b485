import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { FlowRun } from '@millrace/protocol'
import type { ReactElement } from 'react'
import { Button } from '../components/button.tsx'
import { Empty } from '../components/empty.tsx'
import { Page } from '../components/page.tsx'
import { Problem } from '../components/problem.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { type Column, Table } from '../components/table.tsx'
import { RunFilters } from '../features/runs/filters.tsx'
import { flowNamesQuery, runsQuery } from '../features/runs/queries.ts'
import { Tags } from '../features/runs/tags.tsx'
import { en } from '../messages/en.ts'
import { StateBadge } from '../states/state-badge.tsx'
import { durationInWords } from '../time/duration.ts'
import { Moment } from '../time/moment.tsx'

const route = getRouteApi('/runs')

/** Which runs? */
export function RunsPage(): ReactElement {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const runs = useQuery(runsQuery(search))
  const rows = runs.data?.results ?? []
  const flows = useQuery(flowNamesQuery(rows.map(({ flow_id }) => flow_id)))
  const filtered = search.state !== undefined || search.name !== undefined || search.tag !== undefined
  const turn = (page: number): void => void navigate({ search: (old) => ({ ...old, page }) })
  return (
    <Page
      title={en.pages.runs}
      mark={runs.data === undefined ? undefined : <span className="text-muted">{en.runs.total(runs.data.count)}</span>}
    >
      <RunFilters search={search} onChange={(next) => void navigate({ search: next, replace: true })} />
      {runs.isPending && <Skeleton rows={10} />}
      {runs.isError && <Problem error={runs.error} onRetry={() => void runs.refetch()} />}
      {runs.data !== undefined && rows.length === 0 && (
        <>
          {filtered ? <Empty>{en.runs.noMatch}</Empty> : <Empty command="millrace deployment run 'flow/deployment'">{en.runs.none}</Empty>}
        </>
      )}
      {rows.length > 0 && runs.data !== undefined && (
        <>
          <Table
            caption={en.runs.caption}
            columns={columnsOf(flows.data)}
            rows={rows}
            keyOf={({ id }) => id}
            stale={runs.isPlaceholderData}
          />
          <div className="mt-3 flex items-center gap-2">
            <Button disabled={runs.data.page <= 1} onClick={() => turn(runs.data.page - 1)}>
              {en.runs.previous}
            </Button>
            <span className="text-muted">{en.runs.page(runs.data.page, runs.data.pages)}</span>
            <Button disabled={runs.data.page >= runs.data.pages} onClick={() => turn(runs.data.page + 1)}>
              {en.runs.next}
            </Button>
          </div>
        </>
      )}
    </Page>
  )
}

const columnsOf = (flows: ReadonlyMap<string, string> | undefined): readonly Column<FlowRun>[] => [
  { key: 'state', head: en.runs.state, cell: ({ state_type, state_name }) => <StateBadge type={state_type} name={state_name} /> },
  {
    key: 'name',
    head: en.runs.name,
    cell: ({ id, name }) => (
      <Link to="/runs/flow-run/$id" params={{ id }} className="block truncate font-medium text-text hover:underline" title={name}>
        {name}
      </Link>
    ),
  },
  {
    key: 'flow',
    head: en.runs.flow,
    narrow: false,
    cell: ({ flow_id }) => <span className="block truncate">{flows?.get(flow_id) ?? ' '}</span>,
  },
  { key: 'start', head: en.runs.start, align: 'right', cell: (run) => <Moment at={run.start_time ?? run.expected_start_time} /> },
  {
    key: 'duration',
    head: en.runs.duration,
    align: 'right',
    narrow: false,
    cell: (run) => durationInWords(run.start_time === null ? undefined : run.estimated_run_time),
  },
  { key: 'tags', head: en.runs.tags, narrow: false, cell: ({ tags }) => <Tags tags={tags} /> },
]
