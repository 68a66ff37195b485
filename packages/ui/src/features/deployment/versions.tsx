import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Deployment } from '@millrace/protocol'
import type { ReactElement } from 'react'
import { Empty } from '../../components/empty.tsx'
import { Problem } from '../../components/problem.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { type Column, Table } from '../../components/table.tsx'
import { deploymentText as text } from '../../messages/deployments.ts'
import { StateBadge } from '../../states/state-badge.tsx'
import { Moment } from '../../time/moment.tsx'
import { type RanVersion, versionsQuery } from './queries.ts'
import { Version } from './version.tsx'

const columnsOf = (now: string | null): readonly Column<RanVersion>[] => [
  {
    key: 'version',
    head: text.version,
    cell: ({ version }) => (
      <span className="flex items-baseline gap-2">
        {version === null ? text.nothing : <Version version={version} />}
        {version === now && <span className="text-xs text-completed">{text.versionNow}</span>}
      </span>
    ),
  },
  { key: 'runs', head: text.versionRuns, align: 'right', cell: ({ runs }) => runs },
  { key: 'failed', head: text.versionFailed, align: 'right', cell: ({ failed }) => failed },
  { key: 'first', head: text.versionFirst, align: 'right', narrow: false, cell: ({ first }) => <Moment at={first} /> },
  {
    key: 'last',
    head: text.lastRun,
    cell: ({ last }) => (
      <Link to="/runs/flow-run/$id" params={{ id: last.id }} className="inline-flex items-center gap-2 text-text" title={last.name}>
        <StateBadge type={last.state_type} name={last.state_name} />
        <Moment at={last.start_time ?? last.expected_start_time} />
      </Link>
    ),
  },
]

/** The versions of a deployment that its latest runs had, and how those went. */
export function Versions({ deployment: { id, version } }: { readonly deployment: Deployment }): ReactElement {
  const read = useQuery(versionsQuery(id))
  if (read.isPending) return <Skeleton rows={4} />
  if (read.data === undefined) return <Problem error={read.error} onRetry={() => void read.refetch()} />
  if (read.data.length === 0) return <Empty>{text.noRuns}</Empty>
  return (
    <>
      <p className="mb-2 max-w-[72ch] text-muted">{text.versionsHelp}</p>
      <Table caption={text.tabs.versions} columns={columnsOf(version)} rows={read.data} keyOf={(row) => row.version ?? ''} />
    </>
  )
}
