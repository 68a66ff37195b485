import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { clsx } from 'clsx'
import { memo, type ReactElement, type ReactNode, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react'
import { ColumnEdge, useColumnWidths } from './column-width.tsx'
import { type Density, useDensity } from './density.ts'
import { inBatches } from './in-batches.ts'

const HIDDEN = { sm: 'max-sm:hidden', lg: 'max-lg:hidden', xl: 'max-xl:hidden' } as const

/** One column of a long table; its width does not follow from its cells, of which only those in sight are known. */
export interface LongColumn<Row> {
  readonly key: string
  readonly head: string
  readonly cell: (row: Row, isSelected: boolean) => ReactNode
  /** A class with its width; the columns without one share what is left. */
  readonly width?: string
  readonly align?: 'right'
  /** Left out on screens narrower than this; what is left out of the narrowest is said by other cells. */
  readonly from?: keyof typeof HIDDEN
  /** The orders that its head leads to, the first click to the first. */
  readonly sorts?: readonly (readonly [name: string, direction: 'ascending' | 'descending'])[]
}

interface LongTableProps<Row> {
  readonly caption: string
  /** Under which the widths of its columns are remembered. */
  readonly name: string
  /** The very same list for as long as they do not change: with another one all rows are made anew. */
  readonly columns: readonly LongColumn<Row>[]
  /** What stands in the heads of columns in place of their words, which then are their names. */
  readonly heads?: Readonly<Record<string, ReactNode>>
  readonly rows: readonly Row[]
  /** How many rows there are in all, as far as that is known. */
  readonly total: number | undefined
  readonly keyOf: (row: Row) => string
  readonly isSelected?: (row: Row) => boolean
  readonly sort?: string
  readonly onSort?: (sort: string) => void
  /** The rows are those of an earlier question, shown until the answer to this one arrives. */
  readonly stale: boolean
  /** The end of the rows comes into sight: asks for more. */
  readonly onEnd: () => void
}

/** Heights of a row with its line, in CSS pixels; of two lines or under a finger it is measured. */
const ROWS: Readonly<Record<Density, number>> = { compact: 33, comfortable: 41 }
const isTall = matchMedia('(max-width: 639px), (pointer: coarse)')
/** From how many rows that are left below on more are asked for. */
const NEAR = 30
/**
 * A table of any length, which scrolls with the page: the rows in sight alone are in it. Its rows are boxes and no rows of a table to the
 * browser, which would lay out and paint all of them whenever one comes.
 */
export function LongTable<Row>(props: LongTableProps<Row>): ReactElement {
  const { caption, name, columns, heads = {}, rows, total, keyOf, isSelected, sort, onSort, stale, onEnd } = props
  const widths = useColumnWidths(name)
  const height = ROWS[useDensity()]
  const body = useRef<HTMLTableSectionElement>(null)
  const [top, setTop] = useState(0)
  useLayoutEffect(() => setTop((body.current?.getBoundingClientRect().top ?? 0) + scrollY), [])
  // oxlint-disable-next-line react/incompatible-library -- nothing here is compiled to be memoised
  const virtual = useWindowVirtualizer({ count: rows.length, estimateSize: () => height, rangeExtractor: inBatches, scrollMargin: top })
  const items = virtual.getVirtualItems()
  const end = items.at(-1)?.index ?? 0
  const ask = useEffectEvent(onEnd)
  useEffect(() => {
    if (rows.length > 0 && end >= rows.length - NEAR) ask()
  }, [end, rows.length])
  return (
    <div className={clsx('rounded-panel border border-line', stale && 'opacity-60')}>
      <table aria-rowcount={(total ?? rows.length) + 1} className="block w-full">
        <caption className="sr-only">{caption}</caption>
        <thead className="sticky top-0 z-10 block bg-sunken text-xs text-muted shadow-[0_1px_0_var(--line)]">
          <tr aria-rowindex={1} className="flex">
            {columns.map((column, index) => (
              <Head
                key={column.key}
                column={column}
                cell={heads[column.key]}
                width={widths.of[column.key]}
                onWidth={index === columns.length - 1 ? undefined : (width) => widths.choose(column.key, width)}
                sort={sort}
                onSort={onSort}
              />
            ))}
          </tr>
        </thead>
        <tbody ref={body} className="relative block" style={{ height: virtual.getTotalSize(), paddingTop: (items[0]?.start ?? top) - top }}>
          {items.map(({ index }) => {
            const row = rows[index]
            return row === undefined ? null : (
              <Row
                key={keyOf(row)}
                row={row}
                index={index}
                columns={columns}
                widths={widths.of}
                isSelected={isSelected?.(row) === true}
                measure={isTall.matches ? virtual.measureElement : undefined}
              />
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

interface RowProps<Item> {
  readonly row: Item
  readonly index: number
  readonly columns: readonly LongColumn<Item>[]
  readonly widths: Readonly<Record<string, number>>
  readonly isSelected: boolean
  readonly measure: ((element: HTMLElement | null) => void) | undefined
}

/** Made once, and not with each step of scrolling; a box by itself, so that those which come and go are laid out alone. */
const Row = memo(function Row<Item>({ row, index, columns, widths, isSelected, measure }: RowProps<Item>): ReactElement {
  return (
    <tr
      ref={measure}
      data-index={index}
      aria-rowindex={index + 2}
      className={clsx(
        'flex min-h-[calc(var(--row)+1px)] border-line [contain:layout]',
        index > 0 && 'border-t',
        isSelected ? 'bg-selected' : 'focus-within:bg-sunken hover:bg-sunken',
      )}
    >
      {columns.map((column) => (
        <td
          key={column.key}
          style={widthOf(column, widths)}
          className={clsx('block content-center px-3 pointer-coarse:min-h-11', cellLook(column))}
        >
          {column.cell(row, isSelected)}
        </td>
      ))}
    </tr>
  )
}) as <Item>(props: RowProps<Item>) => ReactElement

const widthOf = ({ key }: { readonly key: string }, widths: Readonly<Record<string, number>>) =>
  widths[key] === undefined ? undefined : { width: widths[key], flex: 'none' }

/** Columns without a width share what is left. */
const cellLook = <Item,>({ width, align, from }: LongColumn<Item>): string =>
  clsx(
    'min-w-0',
    width === undefined ? 'flex-1' : `${width} flex-none`,
    align === 'right' && 'text-right',
    from !== undefined && HIDDEN[from],
  )

interface HeadProps<Row> {
  readonly column: LongColumn<Row>
  readonly cell: ReactNode
  /** As somebody has chosen it; undefined for the usual one. */
  readonly width: number | undefined
  /** Undefined for a column that cannot be drawn wider. */
  readonly onWidth: ((width: number | undefined) => void) | undefined
  readonly sort: string | undefined
  readonly onSort: ((sort: string) => void) | undefined
}

function Head<Row>({ column, cell, width: chosen, onWidth, sort, onSort }: HeadProps<Row>): ReactElement {
  const { head, align, sorts = [] } = column
  const at = sorts.findIndex(([name]) => name === sort)
  const direction = sorts[at]?.[1]
  const [next] = sorts[(at + 1) % Math.max(1, sorts.length)] ?? []
  return (
    <th
      scope="col"
      {...(sorts.length === 0 ? {} : { 'aria-sort': direction ?? 'none' })}
      // Its edge would be told as part of its name.
      aria-label={head}
      style={chosen === undefined ? undefined : { width: chosen, flex: 'none' }}
      className={clsx(
        'relative block h-8 content-center px-3 font-medium whitespace-nowrap',
        cellLook(column),
        align !== 'right' && 'text-left',
      )}
    >
      {next === undefined || onSort === undefined ? (
        (cell ?? head)
      ) : (
        <button type="button" className="min-h-6 font-medium hover:text-text" onClick={() => onSort(next)}>
          {head}
          <span aria-hidden>{direction === undefined ? '' : direction === 'ascending' ? ' ↑' : ' ↓'}</span>
        </button>
      )}
      {cell === undefined && onWidth !== undefined && <ColumnEdge head={head} onWidth={onWidth} />}
    </th>
  )
}
