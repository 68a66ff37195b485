import type { FlowRunRow, TaskRunRow } from '@millrace/protocol'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { type ReactElement, useState } from 'react'
import { Button } from '../components/button.tsx'
import { Empty } from '../components/empty.tsx'
import { Page } from '../components/page.tsx'
import { Problem } from '../components/problem.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { type Column, Table } from '../components/table.tsx'
import { Tabs } from '../components/tabs.tsx'
import { BulkActions } from '../features/runs/bulk-actions.tsx'
import { RunFilters } from '../features/runs/filters.tsx'
import { flowRunRowsQuery, historyQuery, taskRunRowsQuery } from '../features/runs/queries.ts'
import { isFiltered, RUN_KINDS, type RunsSearch, runsSearch } from '../features/runs/search.ts'
import { StripChart } from '../features/runs/strip-chart.tsx'
import { Tags } from '../features/runs/tags.tsx'
import { useLiveRows } from '../features/runs/use-live-rows.ts'
import { usePolling } from '../live/events.ts'
import { en } from '../messages/en.ts'
import { runText } from '../messages/runs.ts'
import { StateBadge } from '../states/state-badge.tsx'
import { durationInWords } from '../time/duration.ts'
import { Moment } from '../time/moment.tsx'

const route = getRouteApi('/runs')
const text = runText.list

/** Which runs? */
export function RunsPage(): ReactElement {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const tab = search.tab ?? 'flow'
  return (
    <Page title={en.pages.runs}>
      <RunFilters search={search} onChange={(next) => void navigate({ search: next, replace: true })} />
      <Tabs
        names={RUN_KINDS}
        words={text.tabs}
        value={tab}
        onChange={(next) => void navigate({ search: (old) => runsSearch({ ...old, tab: next }) })}
      >
        {tab === 'flow' ? <FlowRuns search={search} /> : <TaskRuns search={search} />}
      </Tabs>
    </Page>
  )
}

function FlowRuns({ search }: { readonly search: RunsSearch }): ReactElement {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const polling = usePolling()
  const runs = useInfiniteQuery({ ...flowRunRowsQuery(search), refetchInterval: polling })
  const history = useQuery(historyQuery(search))
  const { fresh, show } = useLiveRows('flow')
  if (runs.isPending) return <Skeleton rows={12} />
  if (runs.data === undefined) return <Problem error={runs.error} onRetry={() => void runs.refetch()} />
  const rows = runs.data.pages.flatMap((page) => page.rows)
  const [first] = runs.data.pages
  const choose = (id: string, chosen: boolean): void =>
    setSelected((old) => (chosen ? new Set([...old, id]) : new Set([...old].filter((each) => each !== id))))
  return (
    <>
      {history.data !== undefined && <StripChart history={history.data} />}
      {rows.length === 0 ? (
        isFiltered(search) ? (
          <Empty>{en.runs.noMatch}</Empty>
        ) : (
          <Empty command="millrace deployment run 'flow/deployment'">{en.runs.none}</Empty>
        )
      ) : (
        <>
          <div className="mb-2 flex min-h-7 items-center gap-3 text-muted">
            {first !== undefined && `${en.runs.total(first.total)}${first.total_is_exact ? '' : '+'}`}
            <Button onClick={() => setSelected(selected.size === rows.length ? new Set() : new Set(rows.map(({ id }) => id)))}>
              {selected.size === rows.length ? text.deselect : text.selectAll}
            </Button>
            {fresh > 0 && (
              <Button look="primary" onClick={show}>
                {text.fresh(fresh)}
              </Button>
            )}
          </div>
          <Table
            caption={en.runs.caption}
            columns={flowRunColumns(selected, choose)}
            rows={rows}
            keyOf={({ id }) => id}
            stale={runs.isPlaceholderData}
          />
          {runs.hasNextPage && (
            <Button className="mt-3" disabled={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>
              {text.more}
            </Button>
          )}
          <BulkActions selected={selected} onDone={() => setSelected(new Set())} />
        </>
      )}
    </>
  )
}

function TaskRuns({ search }: { readonly search: RunsSearch }): ReactElement {
  const runs = useInfiniteQuery(taskRunRowsQuery(search))
  if (runs.isPending) return <Skeleton rows={12} />
  if (runs.data === undefined) return <Problem error={runs.error} onRetry={() => void runs.refetch()} />
  const rows = runs.data.pages.flatMap((page) => page.rows)
  if (rows.length === 0) return <Empty>{en.runs.noMatch}</Empty>
  return (
    <>
      <Table caption={text.tabs.task} columns={TASK_RUNS} rows={rows} keyOf={({ id }) => id} stale={runs.isPlaceholderData} />
      {runs.hasNextPage && (
        <Button className="mt-3" disabled={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>
          {text.more}
        </Button>
      )}
    </>
  )
}

const flowRunColumns = (selected: ReadonlySet<string>, choose: (id: string, chosen: boolean) => void): readonly Column<FlowRunRow>[] => [
  {
    key: 'select',
    head: text.choose,
    narrow: false,
    cell: ({ id, name }) => (
      <input
        type="checkbox"
        aria-label={text.select(name)}
        className="size-4 align-middle"
        checked={selected.has(id)}
        onChange={({ target }) => choose(id, target.checked)}
      />
    ),
  },
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
    cell: ({ flow, deployment }) => (
      <span className="block truncate text-muted">
        <Link to="/flows/flow/$id" params={{ id: flow.id }} className="text-text hover:underline">
          {flow.name}
        </Link>
        {deployment !== null && (
          <>
            {' / '}
            <Link to="/deployments/deployment/$id" params={{ id: deployment.id }} className="text-text hover:underline">
              {deployment.name}
            </Link>
          </>
        )}
      </span>
    ),
  },
  { key: 'start', head: en.runs.start, align: 'right', cell: (run) => <Moment at={run.start_time ?? run.expected_start_time} /> },
  { key: 'duration', head: en.runs.duration, align: 'right', narrow: false, cell: (run) => <Duration run={run} /> },
  { key: 'tasks', head: text.tasks, align: 'right', narrow: false, cell: ({ tasks }) => <TaskProgress tasks={tasks} /> },
  { key: 'tags', head: en.runs.tags, narrow: false, cell: ({ tags }) => <Tags tags={tags} /> },
]

/** How long it took, over a bar that is full at twice what it usually takes. */
function Duration({ run }: { readonly run: FlowRunRow }): ReactElement {
  if (run.start_time === null) return <span className="text-muted">–</span>
  const share = run.usual_seconds === null || run.usual_seconds === 0 ? undefined : Math.min(run.seconds / (run.usual_seconds * 2), 1)
  return (
    <span className="inline-flex flex-col items-end gap-0.5">
      {durationInWords(run.seconds)}
      {share !== undefined && (
        <span aria-hidden className="relative block h-0.5 w-16 bg-line">
          <span className="absolute inset-y-0 left-0 bg-control" style={{ width: `${share * 100}%` }} />
          <span className="absolute -inset-y-px left-1/2 w-px bg-text" />
        </span>
      )}
    </span>
  )
}

function TaskProgress({ tasks: { total, completed, failed } }: Pick<FlowRunRow, 'tasks'>): ReactElement {
  if (total === 0) return <span className="text-muted">–</span>
  return (
    <span className="tabular-nums" title={text.taskProgress(completed, failed, String(total))}>
      {completed}
      {failed > 0 && <span className="text-failed"> + {failed} ×</span>}
      <span className="text-muted"> / {total >= MOST_TASKS ? `${MOST_TASKS}+` : total}</span>
    </span>
  )
}

/** As far as the server counts. */
const MOST_TASKS = 1000

const TASK_RUNS: readonly Column<TaskRunRow>[] = [
  { key: 'state', head: en.runs.state, cell: ({ state_type, state_name }) => <StateBadge type={state_type} name={state_name} /> },
  {
    key: 'name',
    head: en.runs.name,
    cell: ({ id, name }) => (
      <Link to="/runs/task-run/$id" params={{ id }} className="block truncate font-medium text-text hover:underline" title={name}>
        {name}
      </Link>
    ),
  },
  {
    key: 'run',
    head: text.flowRun,
    narrow: false,
    cell: ({ flow, flow_run: run }) =>
      run === null ? (
        '–'
      ) : (
        <span className="block truncate text-muted">
          {flow?.name}
          {' / '}
          <Link to="/runs/flow-run/$id" params={{ id: run.id }} className="text-text hover:underline">
            {run.name}
          </Link>
        </span>
      ),
  },
  { key: 'start', head: en.runs.start, align: 'right', cell: (run) => <Moment at={run.start_time ?? run.expected_start_time} /> },
  {
    key: 'duration',
    head: en.runs.duration,
    align: 'right',
    narrow: false,
    cell: (run) => durationInWords(run.start_time === null ? undefined : run.seconds),
  },
  { key: 'tags', head: en.runs.tags, narrow: false, cell: ({ tags }) => <Tags tags={tags} /> },
]
