import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { FlowRun, WorkQueue } from '@millrace/protocol'
import type { ReactElement } from 'react'
import { Empty } from '../../components/empty.tsx'
import { Middle } from '../../components/middle.tsx'
import { Problem } from '../../components/problem.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { selectColumn } from '../../components/select-column.tsx'
import { type Column, Table } from '../../components/table.tsx'
import { usePolling } from '../../live/events.ts'
import { poolText as text } from '../../messages/work-pools.ts'
import { StateBadge } from '../../states/state-badge.tsx'
import { Moment } from '../../time/moment.tsx'
import { useSelection } from '../runs/selection.ts'
import { MoveRuns } from './move-runs.tsx'
import { waitingQuery } from './queries.ts'

type Row = FlowRun & { readonly place: number }

const COLUMNS: readonly Column<Row>[] = [
  { key: 'place', head: text.place, align: 'right', width: 'w-16', cell: ({ place }) => place },
  {
    key: 'name',
    head: text.run,
    cell: ({ id, name }) => (
      <Link to="/runs/flow-run/$id" params={{ id }} className="block truncate font-medium text-text hover:underline">
        <Middle text={name} />
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

interface WaitingRunsProps {
  readonly pool: string
  readonly queue: WorkQueue
}

/** The runs that wait in a queue, in the order in which workers get them; those that are selected can go to another queue of the pool. */
export function WaitingRuns({ pool, queue }: WaitingRunsProps): ReactElement {
  const runs = useQuery({ ...waitingQuery(queue.id), refetchInterval: usePolling() })
  const rows = (runs.data ?? []).map((run, index) => ({ ...run, place: index + 1 }))
  const selection = useSelection(rows)
  if (runs.isPending) return <Skeleton rows={6} />
  if (runs.data === undefined) return <Problem error={runs.error} onRetry={() => void runs.refetch()} />
  // Who has been taken meanwhile cannot be moved any more.
  const selected = rows.filter(({ id }) => selection.rows.has(id)).map(({ id }) => id)
  return (
    <>
      {rows.length === 0 ? (
        <Empty>{text.nothingWaits}</Empty>
      ) : (
        <Table
          caption={text.waitingRuns}
          columns={[selectColumn(rows, selection, SELECT), ...COLUMNS]}
          rows={rows}
          keyOf={({ id }) => id}
        />
      )}
      {rows.length === MOST_WAITING && <p className="mt-2 text-muted">{text.firstOfThem(MOST_WAITING)}</p>}
      {selected.length > 0 && <MoveRuns pool={pool} from={queue.id} runs={selected} onDone={() => selection.set([])} />}
    </>
  )
}

const SELECT = { head: text.select, all: text.selectAll, none: text.deselect, one: ({ name }: Row) => text.selectNamed(name) }

/** As many as one call answers. */
const MOST_WAITING = 100
