import type { FlowRunRow } from '@millrace/protocol'
import { useInfiniteQuery } from '@tanstack/react-query'
import { type ReactElement, useMemo } from 'react'
import { Empty } from '../../components/empty.tsx'
import { FreshPill } from '../../components/fresh-pill.tsx'
import { type LongColumn, LongTable } from '../../components/long-table.tsx'
import { Problem } from '../../components/problem.tsx'
import { SelectAll, SelectOne } from '../../components/select-column.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { usePolling } from '../../live/events.ts'
import { en } from '../../messages/en.ts'
import { runText } from '../../messages/runs.ts'
import { BulkActions } from './bulk-actions.tsx'
import { ColumnChoice, useColumnChoice } from './column-choice.tsx'
import { FLOW_RUN_COLUMNS } from './columns.tsx'
import { History } from './history.tsx'
import { allFlowRunRows, flowRunRowsQuery, MOST_SELECTED } from './queries.ts'
import { isFiltered, type RunsSearch, runsSearch, SORTS } from './search.ts'
import { type Selection, useSelection } from './selection.ts'
import { useLiveRows } from './use-live-rows.ts'

const text = runText.list

export interface RunListProps {
  readonly search: RunsSearch
  readonly onSearch: (search: RunsSearch) => void
}

const WORDS = { all: text.selectAll, none: text.deselect }

const selectColumn = (choose: Selection<FlowRunRow>['choose']): LongColumn<FlowRunRow> => ({
  key: 'select',
  head: text.choose,
  width: 'w-10',
  cell: (row, isChosen) => <SelectOne row={row} isChosen={isChosen} onChoose={choose} label={text.select(row.name)} />,
})

/** Flow runs: when there were how many, each with what it came to, and what can be done to those that are selected. */
export function FlowRunList({ search, onSearch }: RunListProps): ReactElement {
  const runs = useInfiniteQuery({ ...flowRunRowsQuery(search), refetchInterval: usePolling() })
  const pages = runs.data?.pages
  const rows = useMemo(() => (pages ?? []).flatMap((page) => page.rows), [pages])
  const selection = useSelection(rows)
  const choice = useColumnChoice(FLOW_RUN_COLUMNS)
  const { choose } = selection
  const columns = useMemo(() => [selectColumn(choose), ...choice.columns], [choose, choice.columns])
  const { fresh, show } = useLiveRows()
  if (runs.isPending) return <Skeleton rows={12} />
  if (runs.data === undefined) return <Problem error={runs.error} onRetry={() => void runs.refetch()} />
  const [first] = runs.data.pages
  return (
    <>
      <History kind="flow" search={search} onSearch={onSearch} />
      {rows.length === 0 && !isFiltered(search) && <Empty command="millrace deployment run 'flow/deployment'">{en.runs.none}</Empty>}
      {rows.length === 0 && isFiltered(search) && <Empty>{en.runs.noMatch}</Empty>}
      {rows.length > 0 && (
        <>
          <div className="mb-2 flex min-h-7 flex-wrap items-center gap-x-3 gap-y-1 text-muted">
            {first !== undefined && text.total(first.total, first.total_is_exact)}
            <span className="ml-auto">
              <ColumnChoice columns={FLOW_RUN_COLUMNS} hidden={choice.hidden} onToggle={choice.toggle} />
            </span>
          </div>
          <FreshPill words={fresh > 0 ? text.fresh(fresh) : undefined} onShow={show} />
          <LongTable
            caption={en.runs.caption}
            name="flow-runs"
            columns={columns}
            heads={{ select: <SelectAll listed={rows} chosen={selection} words={WORDS} /> }}
            rows={rows}
            total={first?.total}
            keyOf={({ id }) => id}
            isSelected={({ id }) => selection.rows.has(id)}
            sort={search.sort ?? SORTS.flow[0]}
            onSort={(sort) => onSearch(runsSearch({ ...search, sort }))}
            stale={runs.isPlaceholderData}
            onEnd={() => runs.hasNextPage && !runs.isFetching && void runs.fetchNextPage()}
          />
        </>
      )}
      <BulkActions
        selected={selection.rows}
        findable={
          first === undefined || (first.total_is_exact && selection.rows.size >= first.total) || selection.rows.size >= MOST_SELECTED
            ? undefined
            : text.findable(first.total, first.total_is_exact, MOST_SELECTED)
        }
        onSelectFound={async (onRead) => selection.set(await allFlowRunRows(search, onRead))}
        onDone={() => selection.set([])}
      />
    </>
  )
}
