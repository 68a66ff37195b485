import { useQuery } from '@tanstack/react-query'
import type { TaskRun } from '@millrace/protocol'
import type { ReactElement } from 'react'
import { Empty } from '../../components/empty.tsx'
import { Problem } from '../../components/problem.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { type Column, Table } from '../../components/table.tsx'
import { en } from '../../messages/en.ts'
import { StateBadge } from '../../states/state-badge.tsx'
import { durationInWords } from '../../time/duration.ts'
import { Moment } from '../../time/moment.tsx'
import { taskRunsQuery } from './queries.ts'

const COLUMNS: readonly Column<TaskRun>[] = [
  { key: 'state', head: en.runs.state, cell: ({ state_type, state_name }) => <StateBadge type={state_type} name={state_name} /> },
  {
    key: 'name',
    head: en.runs.name,
    cell: ({ name }) => (
      <span className="block truncate" title={name}>
        {name}
      </span>
    ),
  },
  { key: 'start', head: en.runs.start, align: 'right', cell: (run) => <Moment at={run.start_time ?? run.expected_start_time} /> },
  {
    key: 'duration',
    head: en.runs.duration,
    align: 'right',
    narrow: false,
    cell: (run) => durationInWords(run.start_time === null ? undefined : run.estimated_run_time),
  },
  { key: 'attempts', head: en.run.runCount, align: 'right', narrow: false, cell: ({ run_count }) => run_count },
]

/** The task runs of a flow run, in the order in which they were to begin. */
export function TaskRuns({ runId, live }: { readonly runId: string; readonly live: boolean }): ReactElement {
  const taskRuns = useQuery(taskRunsQuery(runId, live))
  if (taskRuns.isPending) return <Skeleton rows={8} />
  if (taskRuns.data === undefined) return <Problem error={taskRuns.error} onRetry={() => void taskRuns.refetch()} />
  if (taskRuns.data.length === 0) return <Empty>{en.run.noTasks}</Empty>
  return <Table caption={en.run.taskRuns} columns={COLUMNS} rows={taskRuns.data} keyOf={({ id }) => id} />
}
