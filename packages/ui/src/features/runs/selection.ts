import { useRef, useState } from 'react'

/** The rows of a list that are selected. */
export interface Selection<Row> {
  readonly rows: ReadonlyMap<string, Row>
  /** Selects a row or not; with `range`, all between it and the one before alike. */
  readonly choose: (row: Row, chosen: boolean, range: boolean) => void
  readonly set: (rows: readonly Row[]) => void
}

/** What is selected of the rows of a list, which stays selected when rows come and go. */
export function useSelection<Row extends { readonly id: string }>(all: readonly Row[]): Selection<Row> {
  const [chosen, setChosen] = useState<ReadonlyMap<string, Row>>(new Map())
  const last = useRef<string>(undefined)
  // As they are now: what can be done to a run depends on its state.
  const rows = new Map(chosen)
  for (const row of all) if (rows.has(row.id)) rows.set(row.id, row)
  return {
    rows,
    choose(row, isChosen, range) {
      const [from, to] = [all.findIndex(({ id }) => id === last.current), all.findIndex(({ id }) => id === row.id)]
      const some = range && from >= 0 && to >= 0 ? all.slice(Math.min(from, to), Math.max(from, to) + 1) : [row]
      last.current = row.id
      setChosen((old) => {
        const next = new Map(old)
        for (const each of some) {
          if (isChosen) next.set(each.id, each)
          else next.delete(each.id)
        }
        return next
      })
    },
    set: (some) => setChosen(new Map(some.map((row) => [row.id, row]))),
  }
}
