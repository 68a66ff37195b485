import type { ReactElement, ReactNode } from 'react'

const BOX = 'size-4 align-middle accent-accent'

/** The rows of a list that are selected. */
interface Chosen<Row> {
  readonly rows: ReadonlyMap<string, Row>
  /** Selects a row or not; with `range`, all between it and the one before alike. */
  readonly choose: (row: Row, chosen: boolean, range: boolean) => void
  readonly set: (rows: readonly Row[]) => void
}

interface SelectColumn<Row> {
  readonly key: string
  readonly head: string
  readonly headCell: ReactNode
  readonly width: string
  readonly cell: (row: Row) => ReactElement
}

interface SelectWords<Row> {
  readonly head: string
  readonly all: string
  readonly none: string
  readonly one: (row: Row) => string
}

/** A column of boxes that select rows; the one in the head selects all that are listed, or none. */
export function selectColumn<Row extends { readonly id: string }>(
  listed: readonly Row[],
  chosen: Chosen<Row>,
  words: SelectWords<Row>,
): SelectColumn<Row> {
  const { rows, choose, set } = chosen
  const isAll = listed.length > 0 && listed.every(({ id }) => rows.has(id))
  const headCell: ReactNode = (
    <input
      type="checkbox"
      aria-label={isAll ? words.none : words.all}
      className={BOX}
      checked={isAll}
      ref={(box) => {
        if (box !== null) box.indeterminate = rows.size > 0 && !isAll
      }}
      onChange={() => set(isAll ? [] : listed)}
    />
  )
  return {
    key: 'select',
    head: words.head,
    headCell,
    width: 'w-10',
    cell: (row: Row): ReactElement => (
      <input
        type="checkbox"
        aria-label={words.one(row)}
        className={BOX}
        checked={rows.has(row.id)}
        // A click, of which the change is told, says whether Shift was held.
        onChange={({ target, nativeEvent }) => choose(row, target.checked, (nativeEvent as MouseEvent).shiftKey)}
      />
    ),
  }
}
