import type { Log, LogFilterInput } from '@millrace/protocol'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { PAGE } from './bodies.ts'
import { logPageQuery, logPlaceQuery, logSummaryQuery } from './queries.ts'

interface LogSearchState {
  /** Which lines are shown: those that are searched for alone, or all. */
  readonly filter: LogFilterInput
  readonly isSearching: boolean
  readonly isPending: boolean
  readonly hitCount: number
  /** Which hit is shown, from 0. */
  readonly hit: number
  readonly turn: (by: number) => void
  /** The line that is hit, or linked to. */
  readonly current: string | undefined
  /** Its number among those that are shown, from 0; undefined until it is known. */
  readonly target: number | undefined
}

interface Searched {
  readonly base: LogFilterInput
  readonly find: string
  readonly onlyHits: boolean
  /** The line that the address names. */
  readonly linked: string | undefined
  /** Its number from 0, where it need not be asked for. */
  readonly known: number | undefined
}

/** A search of the server over all lines: how many hits there are, and where the one is that one looks at. */
export function useLogSearch({ base, find, onlyHits, linked, known }: Searched): LogSearchState {
  const [at, setAt] = useState({ find, hit: 0 })
  const hit = at.find === find ? at.hit : 0
  const searched: LogFilterInput | undefined = find.trim() === '' ? undefined : { ...base, text: { query: asQuery(find) } }
  const isSearching = searched !== undefined
  const found = useQuery({ ...logSummaryQuery(searched ?? base), enabled: isSearching })
  // A server of Prefect does not count, nor say where a line stands: the first hits are counted here, and shown alone.
  const isUncounted = isSearching && found.data === null
  const page = useQuery({
    ...logPageQuery(searched ?? base, Math.floor(hit / PAGE)),
    enabled: isUncounted || (isSearching && (found.data?.total ?? 0) > 0),
  })
  const counted = isUncounted ? page.data?.length : found.data?.total
  const hitCount = isSearching ? (counted ?? 0) : 0
  const isAlone = isSearching && (onlyHits || isUncounted)
  const line: Log | undefined = hitCount > 0 ? page.data?.[hit % PAGE] : undefined
  const filter = isAlone ? searched : base
  const wanted = isSearching ? line?.id : linked
  const asked = isAlone || (!isSearching && known !== undefined) ? undefined : wanted
  const place = useQuery(logPlaceQuery(base, asked))
  return {
    filter,
    isSearching,
    isPending: found.isPending,
    hitCount,
    hit,
    turn: (by) => setAt({ find, hit: hitCount === 0 ? 0 : (hit + by + hitCount) % hitCount }),
    current: wanted,
    target: isAlone ? (line === undefined ? undefined : hit) : isSearching ? place.data?.before : (known ?? place.data?.before),
  }
}

/** As a search for the very words, whatever they mean to the server's search. */
export const asQuery = (text: string): string => `"${text.trim().replaceAll(/["\\]/g, String.raw`\$&`)}"`
