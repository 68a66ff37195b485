import { useQuery } from '@tanstack/react-query'
import type { Worker, WorkPool } from '@millrace/protocol'
import { CircleCheck, CircleDashed } from 'lucide-react'
import type { ReactElement } from 'react'
import { Command } from '../../components/command.tsx'
import { Problem } from '../../components/problem.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { type Column, Table } from '../../components/table.tsx'
import { objectText } from '../../messages/objects.ts'
import { poolText } from '../../messages/work-pools.ts'
import { Moment } from '../../time/moment.tsx'
import { workersQuery } from './queries.ts'

const text = objectText.pools

const COLUMNS: readonly Column<Worker>[] = [
  { key: 'name', head: objectText.name, cell: ({ name }) => <span className="font-medium">{name}</span> },
  {
    key: 'status',
    head: text.status,
    cell: ({ status }) => {
      const [Icon, colour, words] =
        status === 'ONLINE' ? [CircleCheck, '--completed', text.online] : [CircleDashed, '--scheduled', text.offline]
      return (
        <span className="inline-flex items-center gap-1" style={{ color: `var(${colour})` }}>
          <Icon aria-hidden size={14} />
          {words}
        </span>
      )
    },
  },
  { key: 'sign', head: text.heartbeat, align: 'right', cell: ({ last_heartbeat_time }) => <Moment at={last_heartbeat_time} /> },
]

/** Who polls a pool, and how to start one more; while nobody does, it says when the first one comes. */
export function Workers({ pool: { name } }: { readonly pool: WorkPool }): ReactElement {
  const workers = useQuery(workersQuery(name))
  if (workers.isPending) return <Skeleton rows={4} />
  if (workers.data === undefined) return <Problem error={workers.error} onRetry={() => void workers.refetch()} />
  const online = workers.data.filter(({ status }) => status === 'ONLINE').length
  return (
    <div className="flex flex-col gap-4">
      <p className="flex flex-wrap items-center gap-3">
        <span className="text-muted">{poolText.command}</span>
        <Command text={text.command(name)} />
        <span aria-live="polite" className={online === 0 ? 'text-overdue' : 'text-completed'}>
          {online === 0 ? poolText.waiting : poolText.online(online)}
        </span>
      </p>
      {workers.data.length > 0 && <Table caption={text.workers} columns={COLUMNS} rows={workers.data} keyOf={({ id }) => id} />}
    </div>
  )
}
