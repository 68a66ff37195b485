import { useQuery } from '@tanstack/react-query'
import type { WorkerReport, WorkPool } from '@millrace/protocol'
import { CircleCheck, CircleDashed } from 'lucide-react'
import type { ReactElement } from 'react'
import { Command } from '../../components/command.tsx'
import { Problem } from '../../components/problem.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { type Column, Table } from '../../components/table.tsx'
import { objectText } from '../../messages/objects.ts'
import { poolText } from '../../messages/work-pools.ts'
import { Moment } from '../../time/moment.tsx'
import { type WorkerLine, workersQuery } from './queries.ts'

const text = objectText.pools

const COLUMNS: readonly Column<WorkerLine>[] = [
  {
    key: 'name',
    head: objectText.name,
    cell: ({ name, self_report: said }) => (
      <>
        <span className="font-medium">{name}</span>
        <LastError of={said?.last_error} />
      </>
    ),
  },
  {
    key: 'status',
    head: text.status,
    cell: ({ status }) => {
      const [Icon, colour, words] =
        status === 'ONLINE' ? [CircleCheck, '--completed', text.online] : [CircleDashed, '--scheduled', text.silent]
      return (
        <span className="inline-flex items-center gap-1" style={{ color: `var(${colour})` }}>
          <Icon aria-hidden size={14} />
          {words}
        </span>
      )
    },
  },
  {
    key: 'busy',
    head: text.running,
    narrow: false,
    cell: ({ self_report: said }) => (said ? poolText.runningOf(said.running, said.capacity) : <span className="text-muted">–</span>),
  },
  { key: 'host', head: text.host, narrow: false, cell: ({ self_report: said }) => <Told words={said?.host} /> },
  { key: 'type', head: text.type, narrow: false, cell: ({ type }) => <Told words={type} /> },
  { key: 'version', head: text.version, wide: true, cell: ({ self_report: said }) => <Told words={said?.version} /> },
  { key: 'sign', head: text.heartbeat, align: 'right', cell: ({ last_heartbeat_time }) => <Moment at={last_heartbeat_time} /> },
]

/** What a worker said of itself, if it did. */
const Told = ({ words }: { readonly words: string | null | undefined }): ReactElement =>
  words ? <>{words}</> : <span className="text-muted">–</span>

/** What it could not do last, below its name. */
const LastError = ({ of }: { readonly of: WorkerReport['last_error'] | undefined }): ReactElement | null =>
  of ? (
    <span className="block max-w-100 pb-1 text-xs break-words whitespace-normal text-failed">
      {poolText.lastError(of.message)} <Moment at={of.at} />
    </span>
  ) : null

interface WorkersProps {
  readonly pool: WorkPool
  /** The name of the worker that one looks for. */
  readonly wanted: string | undefined
}

/** Who polls a pool, and how to start one more; while nobody does, it says when the first one comes. */
export function Workers({ pool: { name }, wanted }: WorkersProps): ReactElement {
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
      {workers.data.length > 0 && (
        <Table
          caption={text.workers}
          columns={COLUMNS}
          rows={workers.data}
          keyOf={({ id }) => id}
          isMarked={({ name: each }) => each === wanted}
        />
      )}
    </div>
  )
}
