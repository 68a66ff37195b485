import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { FlowRun } from '@millrace/protocol'
import type { ReactElement } from 'react'
import { Empty } from '../../components/empty.tsx'
import { Middle } from '../../components/middle.tsx'
import { Problem } from '../../components/problem.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { type Column, Table } from '../../components/table.tsx'
import { usePolling } from '../../live/events.ts'
import { useRenewal } from '../../live/renewal.ts'
import { deploymentText as text } from '../../messages/deployments.ts'
import { en } from '../../messages/en.ts'
import { StateBadge } from '../../states/state-badge.tsx'
import { durationInWords } from '../../time/duration.ts'
import { Moment } from '../../time/moment.tsx'
import { runsOfQuery } from '../deployment/queries.ts'

const COLUMNS: readonly Column<FlowRun>[] = [
  { key: 'state', head: en.runs.state, cell: ({ state_type, state_name }) => <StateBadge type={state_type} name={state_name} /> },
  {
    key: 'name',
    head: en.runs.name,
    cell: (run) => (
      <span className="block max-sm:py-1">
        <Link to="/runs/flow-run/$id" params={{ id: run.id }} className="block truncate font-medium text-text hover:underline">
          <Middle text={run.name} />
        </Link>
        <span className="block text-xs text-muted sm:hidden">
          <Moment at={run.start_time ?? run.expected_start_time} />
          {run.start_time !== null && ` · ${durationInWords(run.estimated_run_time)}`}
        </span>
      </span>
    ),
  },
  {
    key: 'start',
    head: en.runs.start,
    align: 'right',
    narrow: false,
    cell: (run) => <Moment at={run.start_time ?? run.expected_start_time} />,
  },
  {
    key: 'duration',
    head: en.runs.duration,
    align: 'right',
    narrow: false,
    cell: (run) => durationInWords(run.start_time === null ? undefined : run.estimated_run_time),
  },
]

const WATCHED = ['prefect.flow-run.']

/** The newest 50 runs of a deployment, flow or pool, those to come first. */
export function RunsOf({ of }: { readonly of: Parameters<typeof runsOfQuery>[0] }): ReactElement {
  const query = runsOfQuery(of)
  const runs = useQuery({ ...query, refetchInterval: usePolling() })
  useRenewal(WATCHED, query.queryKey)
  if (runs.isPending) return <Skeleton rows={8} />
  if (runs.data === undefined) return <Problem error={runs.error} onRetry={() => void runs.refetch()} />
  if (runs.data.length === 0) return <Empty>{text.noRuns}</Empty>
  return <Table caption={en.runs.caption} columns={COLUMNS} rows={runs.data} keyOf={({ id }) => id} />
}
