import type { Timestamp } from '@millrace/protocol'
import type { Cells } from '../store/cells.ts'
import { isBooleanColumn, isJsonColumn } from '../store/columns.ts'
import { wholeDetailsText } from '../store/state-details.ts'
import { TextBytes } from './text-bytes.ts'

/** What stands under one name in an answer: a column, a number that follows from several, or an object made of others. */
export type Member =
  | { readonly name: string; readonly column: string }
  | { readonly name: string; readonly number: (placeOf: PlaceOf) => NumberOf }
  | {
      readonly name: string
      readonly members: readonly Member[]
      /** Null where one of these columns is. */ readonly unless: readonly string[]
    }

type Row = readonly unknown[]

/** Where a column stands in the rows; looked up once for a list. */
export type PlaceOf = (column: string) => number

/** A number that follows from a row, at `now`. */
export type NumberOf = (row: Row, now: Timestamp) => number

/** A member that has the name of its column. */
export const column = (name: string): Member => ({ name, column: name })

/** Bytes of most rows, or less; what is not used is never touched. */
const USUAL_ROW = 2048

/**
 * Writes rows as a JSON list of objects with these members, byte for byte as `JSON.stringify` would write the decoded rows. Columns of
 * JSON go from the database into the answer as they are: reading and writing them again is most of what a long list would cost.
 */
export function writeRows(members: readonly Member[], { columns, rows }: Cells, now: Timestamp): Buffer {
  const places = new Map(columns.map((name, place) => [name, place]))
  const placeOf: PlaceOf = (name) => {
    const place = places.get(name)
    if (place === undefined) throw new Error(`Expected the query of a list to answer the column ${name}, got ${columns.join(', ')}.`)
    return place
  }
  const steps = members.map((member, index) => stepOf(member, index, placeOf))
  const bytes = new TextBytes((rows.length + 1) * USUAL_ROW)
  let before = '['
  for (const row of rows) {
    bytes.add(before + writeObject(steps, row, now))
    before = ','
  }
  bytes.add(rows.length === 0 ? '[]' : ']')
  return bytes.end()
}

/** How one member is written, with what stands before it. Half of the columns of most rows are null, so all of that is put together once. */
type Step = { readonly before: string; readonly nothing: string; readonly opened: string } & (
  | { readonly kind: 'plain' | 'text' | 'json' | 'details' | 'boolean'; readonly place: number }
  | { readonly kind: 'number'; readonly numberOf: NumberOf }
  | { readonly kind: 'object'; readonly steps: readonly Step[]; readonly unless: readonly number[] }
)

/** Ids and times are checked where they come in, and hold nothing that JSON would write otherwise. */
const PLAIN = /^id$|_id$|^created$|^updated$|_time$|_timestamp$/

function stepOf(member: Member, index: number, placeOf: PlaceOf): Step {
  const before = `${index === 0 ? '{' : ','}${JSON.stringify(member.name)}:`
  const texts = { before, nothing: `${before}null`, opened: `${before}"` }
  if ('column' in member) return { ...texts, kind: kindOf(member.column), place: placeOf(member.column) }
  if ('number' in member) return { ...texts, kind: 'number', numberOf: member.number(placeOf) }
  const steps = member.members.map((inner, at) => stepOf(inner, at, placeOf))
  return { ...texts, kind: 'object', steps, unless: member.unless.map(placeOf) }
}

function kindOf(name: string): 'plain' | 'text' | 'json' | 'details' | 'boolean' {
  if (name === 'state_details') return 'details'
  if (isJsonColumn(name)) return 'json'
  if (isBooleanColumn(name)) return 'boolean'
  return PLAIN.test(name) ? 'plain' : 'text'
}

function writeObject(steps: readonly Step[], row: Row, now: Timestamp): string {
  let text = ''
  for (const step of steps) {
    switch (step.kind) {
      case 'number':
        text += step.before + writeNumber(step.numberOf(row, now))
        break
      case 'object':
        text += step.unless.some((place) => row[place] === null) ? step.nothing : step.before + writeObject(step.steps, row, now)
        break
      case 'plain':
      case 'text':
      case 'json':
      case 'details':
      case 'boolean': {
        const value = row[step.place]
        if (value === null) text += step.nothing
        else if (typeof value !== 'string') text += step.before + writeParsed(step.kind, value)
        else if (step.kind === 'plain' || (step.kind === 'text' && !ESCAPED.test(value))) text += `${step.opened}${value}"`
        else text += step.before + writeText(step.kind, value)
      }
    }
  }
  return `${text}}`
}

/** SQLite has booleans as numbers; Postgres parses them, and some columns of JSON, itself. */
function writeParsed(kind: Step['kind'], value: unknown): string {
  if (typeof value !== 'number') return JSON.stringify(value)
  return kind === 'boolean' ? String(value !== 0) : writeNumber(value)
}

/** As `JSON.stringify` writes it. */
const writeNumber = (value: number): string => (Number.isFinite(value) ? String(value) : 'null')

function writeText(kind: Step['kind'], value: string): string {
  if (kind === 'json') return value
  return kind === 'details' ? wholeDetailsText(value) : JSON.stringify(value)
}

// oxlint-disable-next-line no-control-regex -- these are what JSON escapes
const ESCAPED = /["\\\u0000-\u001F\uD800-\uDFFF]/
