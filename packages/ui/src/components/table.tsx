import { clsx } from 'clsx'
import type { DragEvent, ReactElement, ReactNode } from 'react'
import { directionOf, orderAfter, type RowOrder, rowsInOrder } from './row-order.ts'

/** One column of a table. */
export interface Column<Row> {
  readonly key: string
  readonly head: string
  /** In place of the words of `head`, which then are its name. */
  readonly headCell?: ReactNode
  /** A class with its width, for what needs less room than it would get. */
  readonly width?: string
  readonly cell: (row: Row) => ReactNode
  /** Numbers and times stand right. */
  readonly align?: 'right'
  /** On narrow screens a row is two lines: columns with `narrow: false` are left out there. */
  readonly narrow?: boolean
  /** Left out where there is no room for everything: below 1280 pixels. */
  readonly wide?: boolean
  /** Stays in sight at the end of the row when the table is wider than its place. */
  readonly stays?: boolean
  /** What its rows are ordered by, where its head is pressed. */
  readonly sort?: (row: Row) => string | number
}

interface TableProps<Row> {
  /** What the table is a list of, for those who do not see it. */
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
  /** The rows are those of an earlier question, shown until the answer to this one arrives. */
  readonly stale?: boolean
  /** The order of its rows, which is chosen by heads of columns that have `sort`. */
  readonly order?: RowOrder
  /** One comes for this row: it is marked, and scrolled to. */
  readonly isMarked?: (row: Row) => boolean
  /** While something is dragged that may be dropped on a row. */
  readonly onDropOn?: (row: Row) => void
}

/** A dense table with a head that stays in sight. */
export const Table = <Row,>({ caption, columns, rows, keyOf, stale = false, order, isMarked, onDropOn }: TableProps<Row>): ReactElement => (
  <section
    className={clsx('relative overflow-x-auto rounded-panel border border-line', stale && 'opacity-60')}
    tabIndex={0}
    aria-label={caption}
  >
    <table className="w-full border-collapse">
      <caption className="sr-only">{caption}</caption>
      <thead className="sticky top-0 bg-sunken text-xs text-muted">
        <tr>
          {columns.map(({ key, head, headCell, width, align, narrow, wide, stays, sort }) => (
            <th
              key={key}
              scope="col"
              {...(order === undefined || sort === undefined ? {} : { 'aria-sort': directionOf(key, order.by) })}
              className={clsx(
                'h-8 px-3 font-medium whitespace-nowrap',
                width,
                align === 'right' ? 'text-right' : 'text-left',
                narrow === false && 'max-sm:hidden',
                wide === true && 'max-xl:hidden',
                stays === true && 'sticky end-0 bg-sunken',
              )}
            >
              {order === undefined || sort === undefined ? (headCell ?? head) : <SortHead name={key} words={head} order={order} />}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rowsInOrder(rows, columns, order?.by).map((row) => (
          <tr
            key={keyOf(row)}
            className="group border-t border-line hover:bg-sunken aria-[current]:bg-selected"
            {...(isMarked?.(row) === true ? { 'aria-current': true, ref: scrollTo } : {})}
            {...(onDropOn === undefined ? {} : { onDragOver: (event: DragEvent) => event.preventDefault(), onDrop: () => onDropOn(row) })}
          >
            {columns.map(({ key, cell, align, narrow, wide, stays }) => (
              <td
                key={key}
                className={clsx(
                  'h-(--row) max-w-100 px-3 pointer-coarse:h-11',
                  align === 'right' && 'text-right whitespace-nowrap',
                  narrow === false && 'max-sm:hidden',
                  wide === true && 'max-xl:hidden',
                  stays === true && 'sticky end-0 bg-page group-hover:bg-sunken',
                )}
              >
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </section>
)

const ARROWS = { ascending: ' ↑', descending: ' ↓', none: '' } as const

/** The words above a column, which order the rows by it. */
const SortHead = ({ name, words, order }: { readonly name: string; readonly words: string; readonly order: RowOrder }): ReactElement => (
  <button type="button" className="min-h-6 font-medium hover:text-text" onClick={() => order.onChange(orderAfter(name, order.by))}>
    {words}
    <span aria-hidden>{ARROWS[directionOf(name, order.by)]}</span>
  </button>
)

const scrollTo = (row: HTMLElement | null): void => row?.scrollIntoView({ block: 'nearest' })
