import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { historyQuery } from './queries.ts'
import { type RunKind, type RunsSearch, runsSearch } from './search.ts'
import { StripChart } from './strip-chart.tsx'

interface HistoryProps {
  readonly kind: RunKind
  readonly search: RunsSearch
  readonly onSearch: (search: RunsSearch) => void
}

/** The chart above a list of runs, which chooses its time. */
export function History({ kind, search, onSearch }: HistoryProps): ReactElement {
  const history = useQuery(historyQuery(kind, search))
  // Its room is kept while it is asked for, so that the list does not jump.
  if (history.data === undefined) return <div aria-hidden className="mb-3 h-16" />
  return <StripChart history={history.data} onSpan={(since, until) => onSearch(runsSearch({ ...search, since, until }))} />
}
