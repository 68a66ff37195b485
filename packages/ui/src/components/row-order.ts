/** The order of rows as the address says it: the key of a column, from its least value on; with a dash before it, from the greatest on. */
export interface RowOrder {
  readonly by: string | undefined
  readonly onChange: (by: string) => void
}

type Value = string | number

interface Sortable<Row> {
  readonly key: string
  /** What its rows are ordered by. */
  readonly sort?: (row: Row) => Value
}

/** The rows in an order; as they are where no column has the key that it names. */
export function rowsInOrder<Row>(rows: readonly Row[], columns: readonly Sortable<Row>[], by: string | undefined): readonly Row[] {
  const { key, isDown } = parts(by)
  const sort = columns.find((column) => column.key === key)?.sort
  if (sort === undefined) return rows
  return rows.toSorted((one, other) => compared(sort(one), sort(other)) * (isDown ? -1 : 1))
}

/** How a column stands in an order, for `aria-sort`. */
export function directionOf(key: string, by: string | undefined): 'ascending' | 'descending' | 'none' {
  const order = parts(by)
  if (order.key !== key) return 'none'
  return order.isDown ? 'descending' : 'ascending'
}

/** The order that a click on a column's head leads to. */
export const orderAfter = (key: string, by: string | undefined): string => (directionOf(key, by) === 'ascending' ? `-${key}` : key)

const parts = (by = ''): { readonly key: string; readonly isDown: boolean } =>
  by.startsWith('-') ? { key: by.slice(1), isDown: true } : { key: by, isDown: false }

const compared = (one: Value, other: Value): number =>
  typeof one === 'string' && typeof other === 'string' ? one.localeCompare(other) : Number(one) - Number(other)
