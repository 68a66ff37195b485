import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { Empty } from '../../components/empty.tsx'
import { LongTable } from '../../components/long-table.tsx'
import { Problem } from '../../components/problem.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { usePolling } from '../../live/events.ts'
import { useRenewal } from '../../live/renewal.ts'
import { en } from '../../messages/en.ts'
import { runText } from '../../messages/runs.ts'
import { ColumnChoice, useColumnChoice } from './column-choice.tsx'
import { TASK_RUN_COLUMNS } from './columns.tsx'
import type { RunListProps } from './flow-run-list.tsx'
import { History } from './history.tsx'
import { taskRunRowsQuery } from './queries.ts'
import { isFiltered, runsSearch, SORTS } from './search.ts'

const text = runText.list
const WATCHED = ['prefect.task-run.']

/** Task runs of all flow runs. */
export function TaskRunList({ search, onSearch }: RunListProps): ReactElement {
  const query = taskRunRowsQuery(search)
  const runs = useInfiniteQuery({ ...query, refetchInterval: usePolling() })
  const choice = useColumnChoice(TASK_RUN_COLUMNS)
  useRenewal(WATCHED, query.queryKey)
  if (runs.isPending) return <Skeleton rows={12} />
  if (runs.data === undefined) return <Problem error={runs.error} onRetry={() => void runs.refetch()} />
  const rows = runs.data.pages.flatMap((page) => page.rows)
  const [first] = runs.data.pages
  return (
    <>
      <History kind="task" search={search} onSearch={onSearch} />
      {rows.length === 0 ? (
        <Empty>{isFiltered(search) ? en.runs.noMatch : text.noTaskRuns}</Empty>
      ) : (
        <>
          <div className="mb-2 flex min-h-7 flex-wrap items-center gap-x-3 gap-y-1 text-muted">
            {first !== undefined && text.totalTaskRuns(first.total, first.total_is_exact)}
            <span className="ml-auto">
              <ColumnChoice columns={TASK_RUN_COLUMNS} hidden={choice.hidden} onToggle={choice.toggle} />
            </span>
          </div>
          <LongTable
            caption={text.tabs.task}
            name="task-runs"
            columns={choice.columns}
            rows={rows}
            total={first?.total}
            keyOf={({ id }) => id}
            sort={search.sort ?? SORTS.task[0]}
            onSort={(sort) => onSearch(runsSearch({ ...search, sort }))}
            stale={runs.isPlaceholderData}
            onEnd={() => runs.hasNextPage && !runs.isFetching && void runs.fetchNextPage()}
          />
        </>
      )}
    </>
  )
}
