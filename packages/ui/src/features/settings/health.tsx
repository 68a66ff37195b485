import { useQuery } from '@tanstack/react-query'
import type { ServerHealth } from '@millrace/protocol'
import { CircleAlert, CircleCheck, CircleDashed } from 'lucide-react'
import type { ReactElement } from 'react'
import { Empty } from '../../components/empty.tsx'
import { Facts } from '../../components/facts.tsx'
import { Panel } from '../../components/panel.tsx'
import { Problem } from '../../components/problem.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { type Column, Table } from '../../components/table.tsx'
import { settingsText as text } from '../../messages/settings.ts'
import { durationInWords } from '../../time/duration.ts'
import { Moment } from '../../time/moment.tsx'
import { useNow } from '../../time/ticking.ts'
import { healthQuery } from './queries.ts'

type Service = ServerHealth['services'][number]

/** How the server, its database and its background services are. */
export function Health(): ReactElement {
  const health = useQuery(healthQuery)
  if (health.isPending) return <Skeleton rows={10} />
  if (health.data === undefined) return <Problem error={health.error} onRetry={() => void health.refetch()} />
  if (health.data === null) return <p className="text-muted">{text.noHealth}</p>
  const { version, api_version, started, memory, database, services, waiting } = health.data
  return (
    <div className="flex flex-col gap-6">
      <Facts
        facts={[
          [text.version, version],
          [text.api, api_version],
          [text.started, <Moment key="started" at={started} />],
          [text.memory, text.megabytes(memory)],
          [text.database, text.databaseIs(database.kind, database.version)],
          [text.answers, text.milliseconds(database.milliseconds)],
          [
            text.waiting,
            <ul key="waiting">
              {(['events', 'triggers', 'actions', 'set_aside'] as const).map((kind) => (
                <li key={kind}>
                  <span className="tabular-nums">{waiting[kind]}</span> {text.waitingOf[kind]}
                </li>
              ))}
            </ul>,
          ],
        ]}
      />
      <Panel title={text.services}>
        {services.length === 0 ? (
          <Empty>{text.noServices}</Empty>
        ) : (
          <Table caption={text.services} columns={COLUMNS} rows={services} keyOf={({ name }) => name} />
        )}
      </Panel>
    </div>
  )
}

const COLUMNS: readonly Column<Service>[] = [
  { key: 'name', head: text.service, cell: ({ name }) => <span className="font-medium">{name}</span> },
  { key: 'status', head: text.status, cell: (service) => <ServiceStatus service={service} /> },
  { key: 'every', head: text.every, align: 'right', narrow: false, cell: ({ every }) => durationInWords(every) },
  { key: 'last', head: text.lastTurn, align: 'right', cell: ({ last_turn }) => <Moment at={last_turn} /> },
  { key: 'took', head: text.took, align: 'right', narrow: false, cell: ({ took }) => durationInWords(took) },
]

/** Seconds that a turn may be late before a service counts as behind: turns take time, and the time between them varies. */
const GRACE = 30

function ServiceStatus({ service: { every, last_turn: last, problem } }: { readonly service: Service }): ReactElement {
  const now = useNow()
  const late = last !== null && now - Date.parse(last) > (every * 1.5 + GRACE) * 1000
  const [Icon, colour, words] =
    problem !== null
      ? [CircleAlert, '--failed', problem]
      : last === null
        ? [CircleDashed, '--scheduled', text.notYet]
        : late
          ? [CircleAlert, '--overdue', text.behind]
          : [CircleCheck, '--completed', text.fine]
  return (
    <span className="inline-flex items-center gap-1" style={{ color: `var(${colour})` }}>
      <Icon aria-hidden size={14} className="shrink-0" />
      {words}
    </span>
  )
}
