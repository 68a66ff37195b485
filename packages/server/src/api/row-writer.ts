import type { Timestamp } from '@millrace/protocol'
import type { Cells } from '../store/cells.ts'
import { isBooleanColumn, isJsonColumn } from '../store/columns.ts'
import { wholeDetailsText } from '../store/state-details.ts'

/** What stands under one name in an answer: a column, a number that follows from several, or an object made of others. */
export type Member =
  | { readonly name: string; readonly column: string }
  | { readonly name: string; readonly number: (cell: Cell, now: Timestamp) => number }
  | {
      readonly name: string
      readonly members: readonly Member[]
      /** Null where one of these columns is. */ readonly unless: readonly string[]
    }

/** The value of a column in the row that is being written. */
type Cell = (column: string) => unknown

/** A member that has the name of its column. */
export const column = (name: string): Member => ({ name, column: name })

/**
 * Writes rows as a JSON list of objects with these members, byte for byte as `JSON.stringify` would write the decoded rows. Columns of
 * JSON go from the database into the answer as they are: reading and writing them again is most of what a long list would cost.
 */
export function writeRows(members: readonly Member[], { columns, rows }: Cells, now: Timestamp): string {
  const places = new Map(columns.map((name, place) => [name, place]))
  const placeOf = (name: string): number => {
    const place = places.get(name)
    if (place === undefined) throw new Error(`Expected the query of a list to answer the column ${name}, got ${columns.join(', ')}.`)
    return place
  }
  let row: readonly unknown[] = []
  const cell: Cell = (name) => row[placeOf(name)]
  const steps = stepsOf(members, placeOf, cell, now)
  let text = '['
  for (row of rows) text += (text.length > 1 ? ',' : '') + writeObject(steps, row)
  return `${text}]`
}

/** Writes the value of one member of a row; `before` is what stands before it. */
interface Step {
  readonly before: string
  readonly place: number
  readonly write: (value: unknown, row: readonly unknown[]) => string
}

const stepsOf = (members: readonly Member[], placeOf: (name: string) => number, cell: Cell, now: Timestamp): Step[] =>
  members.map((member, index) => {
    const before = `${index === 0 ? '{' : ','}${JSON.stringify(member.name)}:`
    if ('column' in member) return { before, place: placeOf(member.column), write: writerOf(member.column) }
    // Of no column of its own, so that of the first stands in for it.
    if ('number' in member) return { before, place: 0, write: () => writeValue(member.number(cell, now)) }
    const steps = stepsOf(member.members, placeOf, cell, now)
    const unless = member.unless.map(placeOf)
    return { before, place: 0, write: (_, row) => (unless.some((place) => row[place] === null) ? 'null' : writeObject(steps, row)) }
  })

function writeObject(steps: readonly Step[], row: readonly unknown[]): string {
  let text = ''
  for (const { before, place, write } of steps) text += before + write(row[place], row)
  return `${text}}`
}

/** Ids and times are checked where they come in, and hold nothing that JSON would write otherwise. */
const PLAIN = /^id$|_id$|^created$|^updated$|_time$|_timestamp$/

function writerOf(name: string): Step['write'] {
  if (name === 'state_details') return writeDetails
  if (isJsonColumn(name)) return writeJson
  if (isBooleanColumn(name)) return writeBoolean
  return PLAIN.test(name) ? writePlain : writeValue
}

const writeDetails = (value: unknown): string => (typeof value === 'string' ? wholeDetailsText(value) : JSON.stringify(value))
/** Postgres parses some columns itself. */
const writeJson = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
const writeBoolean = (value: unknown): string => (typeof value === 'number' ? String(value !== 0) : JSON.stringify(value))
const writePlain = (value: unknown): string => (typeof value === 'string' ? `"${value}"` : JSON.stringify(value))

// oxlint-disable-next-line no-control-regex -- these are what JSON escapes
const ESCAPED = /["\\\u0000-\u001F\uD800-\uDFFF]/

function writeValue(value: unknown): string {
  if (value === null) return 'null'
  if (typeof value === 'string' && !ESCAPED.test(value)) return `"${value}"`
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : JSON.stringify(value)
}
