import CliTable from 'cli-table3'
import { oneLine } from './escape.ts'
import type { Piece, Styled } from './output.ts'

/** What is shown in rows and columns. */
export interface Table {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Piece[])[]
}

/** Heavy lines around the head, light ones around the body, none between the rows. */
const LINES = {
  top: '━',
  'top-mid': '┳',
  'top-left': '┏',
  'top-right': '┓',
  mid: '━',
  'mid-mid': '╇',
  'left-mid': '┡',
  'right-mid': '┩',
  left: '│',
  middle: '│',
  right: '│',
  bottom: '─',
  'bottom-mid': '┴',
  'bottom-left': '└',
  'bottom-right': '┘',
}

/** The least that a column is narrowed to. */
const NARROWEST = 8

interface Rendering {
  /** The width to keep to; undefined to cut nothing. */
  readonly columns: number | undefined
  readonly styled: Styled
}

/** A table as text, with its title centred above it. */
export function renderTable({ title, columns, rows }: Table, { columns: width, styled }: Rendering): string {
  const widths = narrowed(naturalWidths(columns, rows), width)
  const table = new CliTable({
    head: columns.map((name) => styled('bold', name)),
    chars: LINES,
    style: { head: [], border: [], compact: true },
    ...(widths === undefined ? {} : { colWidths: widths }),
  })
  table.push(...rows.map((row) => row.map((cell) => (typeof cell === 'string' ? oneLine(cell) : styled(cell.style, oneLine(cell.text))))))
  const [top = '', head = '', ...body] = table.toString().split('\n')
  const indent = ' '.repeat(Math.max(0, Math.floor((top.length - title.length) / 2)))
  return [`${indent}${styled('italic', title)}`, top, head.replaceAll('│', '┃'), ...body].join('\n')
}

const naturalWidths = (columns: readonly string[], rows: Table['rows']): readonly number[] =>
  columns.map((name, index) => Math.max(name.length, ...rows.map((row) => textOf(row[index]).length)) + 2)

const textOf = (cell: Piece | undefined): string => oneLine(typeof cell === 'string' ? cell : (cell?.text ?? ''))

/** Takes from the widest columns what is too much; `undefined` when all fits. */
function narrowed(widths: readonly number[], width: number | undefined): number[] | undefined {
  const available = width === undefined ? Infinity : width - widths.length - 1
  const narrow = [...widths]
  let excess = narrow.reduce((sum, each) => sum + each, 0) - available
  if (excess <= 0) return undefined
  while (excess > 0) {
    const widest = Math.max(...narrow)
    if (widest <= NARROWEST) break
    narrow[narrow.indexOf(widest)] = widest - 1
    excess -= 1
  }
  return narrow
}
