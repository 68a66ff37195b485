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
export const selectColumn = <Row extends { readonly id: string }>(
  listed: readonly Row[],
  chosen: Chosen<Row>,
  words: SelectWords<Row>,
): SelectColumn<Row> => ({
  key: 'select',
  head: words.head,
  headCell: <SelectAll listed={listed} chosen={chosen} words={words} />,
  width: 'w-10',
  cell: (row) => <SelectOne row={row} isChosen={chosen.rows.has(row.id)} onChoose={chosen.choose} label={words.one(row)} />,
})

interface SelectAllProps<Row> {
  readonly listed: readonly Row[]
  readonly chosen: Pick<Chosen<Row>, 'rows' | 'set'>
  readonly words: Pick<SelectWords<Row>, 'all' | 'none'>
}

/** The box that selects all rows that are listed, or none. */
export function SelectAll<Row extends { readonly id: string }>({ listed, chosen, words }: SelectAllProps<Row>): ReactElement {
  const { rows, set } = chosen
  const isAll = listed.length > 0 && listed.every(({ id }) => rows.has(id))
  return (
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
}

interface SelectOneProps<Row> {
  readonly row: Row
  readonly isChosen: boolean
  readonly onChoose: Chosen<Row>['choose']
  readonly label: string
}

/** The box that selects one row. */
export const SelectOne = <Row,>({ row, isChosen, onChoose, label }: SelectOneProps<Row>): ReactElement => (
  <input
    type="checkbox"
    aria-label={label}
    className={BOX}
    checked={isChosen}
    // A click, of which the change is told, says whether Shift was held.
    onChange={({ target, nativeEvent }) => onChoose(row, target.checked, (nativeEvent as MouseEvent).shiftKey)}
  />
)
