import { Link } from '@tanstack/react-router'
import type { HeldSlots, NamedRun } from '@millrace/protocol'
import type { ReactElement } from 'react'
import { Empty } from '../../components/empty.tsx'
import { type Column, Table } from '../../components/table.tsx'
import { concurrencyText as text } from '../../messages/concurrency.ts'
import { Elapsed } from '../../time/elapsed.tsx'

type Waiting = NamedRun & { readonly place: number }

const COLUMNS: readonly Column<Waiting>[] = [
  { key: 'place', head: text.place, align: 'right', width: 'w-16', cell: ({ place }) => place },
  {
    key: 'run',
    head: text.run,
    cell: ({ id, name, deployment_name, flow_name }) => (
      <span className="flex min-w-0 items-baseline gap-2">
        <Link to="/runs/flow-run/$id" params={{ id }} className="truncate font-medium text-text hover:underline">
          {name}
        </Link>
        <span className="truncate text-xs text-muted">{deployment_name ?? flow_name}</span>
      </span>
    ),
  },
  { key: 'waits', head: text.waits, align: 'right', cell: ({ expected_start_time }) => <Elapsed since={expected_start_time} /> },
]

/** The flow runs that wait for a slot, in the order in which they get one. */
export function Line({ waiting: { count, more, runs } }: { readonly waiting: HeldSlots['waiting'] }): ReactElement {
  if (count === 0) return <Empty>{text.noLine}</Empty>
  return (
    <>
      <Table caption={text.line} columns={COLUMNS} rows={runs.map((run, index) => ({ ...run, place: index + 1 }))} keyOf={({ id }) => id} />
      {count > runs.length && <p className="mt-2 text-muted">{text.more(count, more)}</p>}
    </>
  )
}
