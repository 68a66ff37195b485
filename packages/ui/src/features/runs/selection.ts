import { useCallback, useEffect, useMemo, useRef, useState } from 'react'

/** The rows of a list that are selected. */
export interface Selection<Row> {
  readonly rows: ReadonlyMap<string, Row>
  /** Selects a row or not; with `range`, all between it and the one before alike. */
  readonly choose: (row: Row, chosen: boolean, range: boolean) => void
  readonly set: (rows: readonly Row[]) => void
}

/** What is selected of the rows of a list, which stays selected when rows come and go; `choose` and `set` stay the same. */
export function useSelection<Row extends { readonly id: string }>(all: readonly Row[]): Selection<Row> {
  const [chosen, setChosen] = useState<ReadonlyMap<string, Row>>(new Map())
  const last = useRef<string>(undefined)
  const listed = useRef(all)
  useEffect(() => {
    listed.current = all
  }, [all])
  const choose = useCallback((row: Row, isChosen: boolean, range: boolean): void => {
    const { current } = listed
    const [from, to] = [current.findIndex(({ id }) => id === last.current), current.findIndex(({ id }) => id === row.id)]
    const some = range && from >= 0 && to >= 0 ? current.slice(Math.min(from, to), Math.max(from, to) + 1) : [row]
    last.current = row.id
    setChosen((old) => {
      const next = new Map(old)
      for (const each of some) {
        if (isChosen) next.set(each.id, each)
        else next.delete(each.id)
      }
      return next
    })
  }, [])
  const set = useCallback((some: readonly Row[]): void => setChosen(new Map(some.map((row) => [row.id, row]))), [])
  // As they are now: what can be done to a run depends on its state.
  const rows = useMemo(() => {
    const now = new Map(chosen)
    for (const row of all) if (now.has(row.id)) now.set(row.id, row)
    return now
  }, [chosen, all])
  return { rows, choose, set }
}
