import type { Json } from '@millrace/protocol'

/** A number that was written with a fraction or exponent: Python keeps `5.0` apart from `5`, JavaScript does not. */
export class PythonFloat {
  readonly value: number

  constructor(value: number) {
    this.value = value
  }
}

/** JSON as Python reads it: whole numbers of any size and floats are told apart. */
export type PythonJson =
  | string
  | number
  | bigint
  | boolean
  | null
  | PythonFloat
  | readonly PythonJson[]
  | { readonly [key: string]: PythonJson }

/** A JSON object as Python reads it. */
export type PythonObject = { readonly [key: string]: PythonJson }

/** Tells objects from lists, floats and plain values. */
export const isPythonObject = (value: PythonJson | undefined): value is PythonObject =>
  typeof value === 'object' && value !== null && !isList(value) && !(value instanceof PythonFloat)

/** The same value as JavaScript has it: one kind of number. */
export function plainJson(value: PythonJson): Json {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof PythonFloat) return value.value
  if (isList(value)) return value.map(plainJson)
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plainJson(member)]))
}

type Reviver = (this: unknown, key: string, value: unknown, context: { readonly source?: string }) => unknown

/** Parses JSON text without losing what Python would keep: the `.0` of floats, digits of large whole numbers. */
export function readPythonJson(text: string): PythonJson {
  const reviver: Reviver = (_key, value, { source }) => (typeof value === 'number' ? numberOf(value, source ?? String(value)) : value)
  // The third argument is in every Node from 22 on, but not in the type of `JSON.parse`.
  return JSON.parse(text, reviver as (this: unknown, key: string, value: unknown) => unknown) as PythonJson
}

function numberOf(value: number, source: string): number | bigint | PythonFloat {
  if (/[.eE]/.test(source)) return new PythonFloat(value)
  return Number.isSafeInteger(value) ? value : BigInt(source)
}

/** JSON text exactly as Python's `json.dumps(value, sort_keys=True)` writes it. */
export function writePythonJson(value: PythonJson): string {
  if (typeof value === 'string') return quote(value)
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value).toString() : floatText(value)
  if (typeof value === 'bigint' || typeof value === 'boolean' || value === null) return String(value)
  if (value instanceof PythonFloat) return floatText(value.value)
  if (isList(value)) return `[${value.map(writePythonJson).join(', ')}]`
  const members = Object.entries(value).toSorted(([one], [other]) => byCodePoint(one, other))
  return `{${members.map(([key, member]) => `${quote(key)}: ${writePythonJson(member)}`).join(', ')}}`
}

const isList = (value: PythonJson): value is readonly PythonJson[] => Array.isArray(value)

/** Everything but printable ASCII is escaped. */
const quote = (text: string): string =>
  JSON.stringify(text).replaceAll(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** Python's `repr`: the same shortest digits as JavaScript's, but exponents from 1e16 on and below 1e-4, of at least two digits. */
function floatText(value: number): string {
  if (Object.is(value, -0)) return '-0.0'
  const magnitude = Math.abs(value)
  if (magnitude !== 0 && (magnitude >= 1e16 || magnitude < 1e-4)) {
    return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2')
  }
  const text = String(value)
  return text.includes('.') ? text : `${text}.0`
}

/** Python sorts text by code points, as UTF-8 does; JavaScript by UTF-16 units. */
const byCodePoint = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other))
