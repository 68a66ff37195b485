import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { FlowRun } from '@millrace/protocol'
import type { ReactElement } from 'react'
import { Empty } from '../components/empty.tsx'
import { CRUMB } from '../components/link-button.ts'
import { Page } from '../components/page.tsx'
import { Panel } from '../components/panel.tsx'
import { Problem } from '../components/problem.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import { type Column, Table } from '../components/table.tsx'
import { type Difference, differencesOf, taskTimes } from '../features/run/compare.ts'
import { otherRunsQuery, runQuery } from '../features/run/queries.ts'
import { timelineQuery } from '../features/timeline/queries.ts'
import { en } from '../messages/en.ts'
import { runText } from '../messages/runs.ts'
import { StateBadge } from '../states/state-badge.tsx'
import { durationInWords } from '../time/duration.ts'
import { Moment } from '../time/moment.tsx'

const route = getRouteApi('/runs/compare')
const text = runText.compare

/** What was different this time? */
export function ComparePage(): ReactElement {
  const { a, b } = route.useSearch()
  return (
    <Page
      title={text.title}
      crumbs={
        <Link to="/runs" className={CRUMB}>
          {en.pages.runs}
        </Link>
      }
    >
      {b === undefined ? <Empty>{text.pick}</Empty> : a === undefined ? <Others id={b} /> : <Compared a={a} b={b} />}
    </Page>
  )
}

const OTHERS: readonly Column<FlowRun>[] = [
  { key: 'state', head: runText.table.state, cell: ({ state_type: type, state_name: name }) => <StateBadge type={type} name={name} /> },
  { key: 'name', head: runText.table.name, cell: (run) => <Other run={run} /> },
  { key: 'start', head: runText.table.start, align: 'right', cell: (run) => <Moment at={run.start_time ?? run.expected_start_time} /> },
  {
    key: 'duration',
    head: runText.table.duration,
    align: 'right',
    narrow: false,
    cell: (run) => durationInWords(run.start_time === null ? undefined : run.estimated_run_time),
  },
]

function Other({ run: { id, name } }: { readonly run: FlowRun }): ReactElement {
  const { b } = route.useSearch()
  return (
    <Link
      to="/runs/compare"
      search={{ a: id, ...(b === undefined ? {} : { b }) }}
      className="block truncate font-medium text-text hover:underline"
    >
      {name}
    </Link>
  )
}

/** The runs that one can be compared with. */
function Others({ id }: { readonly id: string }): ReactElement {
  const run = useQuery(runQuery(id))
  const others = useQuery(otherRunsQuery(run.data))
  const error = run.error ?? others.error
  if (error !== null) return <Problem error={error} />
  if (run.data === undefined || others.data === undefined) return <Skeleton rows={10} />
  return (
    <Panel title={text.pickTitle(run.data.name)}>
      {others.data.length === 0 ? (
        <Empty>{text.noOthers}</Empty>
      ) : (
        <Table caption={text.others} rows={others.data} keyOf={({ id: other }) => other} columns={OTHERS} />
      )}
    </Panel>
  )
}

function Compared({ a, b }: { readonly a: string; readonly b: string }): ReactElement {
  const cache = useQueryClient()
  const [one, other] = [useQuery(runQuery(a)), useQuery(runQuery(b))]
  const [oneTimes, otherTimes] = [useQuery(timelineQuery(a, cache)), useQuery(timelineQuery(b, cache))]
  const error = one.error ?? other.error
  if (error !== null) return <Problem error={error} />
  if (one.data === undefined || other.data === undefined) return <Skeleton rows={10} />
  const differences = differencesOf(one.data, other.data)
  const times = oneTimes.data === undefined || otherTimes.data === undefined ? [] : taskTimes(oneTimes.data, otherTimes.data)
  const heads: Heads = [one.data.name, other.data.name]
  return (
    <div className="flex flex-col gap-6">
      <div className="grid grid-cols-2 gap-4 max-sm:grid-cols-1">
        <Side run={one.data} />
        <Side run={other.data} />
      </div>
      <Panel title={text.values}>
        {differences.length === 0 ? (
          <Empty>{text.same}</Empty>
        ) : (
          <Table caption={text.values} rows={differences} keyOf={({ what }) => what} columns={valueColumns(heads)} />
        )}
      </Panel>
      {times.length > 0 && (
        <Panel title={text.duration}>
          <Table
            caption={text.duration}
            rows={times.slice(0, 200)}
            keyOf={({ task }) => task}
            columns={[
              { key: 'task', head: text.task, cell: ({ task }) => task },
              { key: 'a', head: heads[0], align: 'right', cell: (row) => durationInWords(row.a) },
              { key: 'b', head: heads[1], align: 'right', cell: (row) => durationInWords(row.b) },
              { key: 'change', head: text.change, align: 'right', narrow: false, cell: (row) => changeOf(row.a, row.b) },
            ]}
          />
        </Panel>
      )}
    </div>
  )
}

type Heads = readonly [a: string, b: string]

const valueColumns = ([a, b]: Heads): readonly Column<Difference>[] => [
  { key: 'what', head: text.what, cell: ({ what }) => <span className="font-medium">{what}</span> },
  { key: 'a', head: a, cell: (row) => <code className="font-mono text-xs break-words">{row.a}</code> },
  { key: 'b', head: b, cell: (row) => <code className="font-mono text-xs break-words">{row.b}</code> },
]

const Side = ({ run }: { readonly run: FlowRun }): ReactElement => (
  <div className="flex min-w-0 flex-wrap items-center gap-3 rounded-panel border border-line p-3">
    <Link to="/runs/flow-run/$id" params={{ id: run.id }} className="min-w-0 truncate font-medium text-text hover:underline">
      {run.name}
    </Link>
    <StateBadge type={run.state_type} name={run.state_name} />
    <span className="text-muted">{durationInWords(run.start_time === null ? undefined : run.estimated_run_time)}</span>
  </div>
)

function changeOf(a: number | undefined, b: number | undefined): string {
  if (a === undefined || b === undefined) return '–'
  const change = b - a
  return `${change < 0 ? '−' : '+'}${durationInWords(Math.abs(change))}`
}
