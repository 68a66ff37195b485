import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { FlowRun } from '@millrace/protocol'
import type { ReactElement } from 'react'
import { Empty } from '../../components/empty.tsx'
import { Problem } from '../../components/problem.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { type Column, Table } from '../../components/table.tsx'
import { usePolling } from '../../live/events.ts'
import { poolText as text } from '../../messages/work-pools.ts'
import { StateBadge } from '../../states/state-badge.tsx'
import { Moment } from '../../time/moment.tsx'
import { waitingQuery } from './queries.ts'

type Row = FlowRun & { readonly place: number }

const COLUMNS: readonly Column<Row>[] = [
  { key: 'place', head: text.place, align: 'right', width: 'w-16', cell: ({ place }) => place },
  {
    key: 'name',
    head: text.run,
    cell: ({ id, name }) => (
      <Link to="/runs/flow-run/$id" params={{ id }} className="block truncate font-medium text-text hover:underline" title={name}>
        {name}
      </Link>
    ),
  },
  {
    key: 'state',
    head: text.state,
    narrow: false,
    cell: ({ state_type, state_name }) => <StateBadge type={state_type} name={state_name} />,
  },
  { key: 'due', head: text.due, align: 'right', cell: ({ next_scheduled_start_time: at }) => <Moment at={at} /> },
]

/** The runs that wait in a queue, in the order in which workers get them. */
export function WaitingRuns({ queue }: { readonly queue: string }): ReactElement {
  const runs = useQuery({ ...waitingQuery(queue), refetchInterval: usePolling() })
  if (runs.isPending) return <Skeleton rows={6} />
  if (runs.data === undefined) return <Problem error={runs.error} onRetry={() => void runs.refetch()} />
  if (runs.data.length === 0) return <Empty>{text.nothingWaits}</Empty>
  const rows = runs.data.map((run, index) => ({ ...run, place: index + 1 }))
  return (
    <>
      <Table caption={text.waitingRuns} columns={COLUMNS} rows={rows} keyOf={({ id }) => id} />
      {rows.length === MOST_WAITING && <p className="mt-2 text-muted">{text.firstOfThem(MOST_WAITING)}</p>}
    </>
  )
}

/** As many as one call answers. */
const MOST_WAITING = 100
