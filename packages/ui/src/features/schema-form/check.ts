import { formText as text } from '../../messages/schema-form.ts'
import { isObject, kindOf, type Schema } from './schema.ts'
import { specialOf } from './special.ts'

/**
 * What can be said of one value at once, without the server: its bounds, pattern and format. Properties and items are their own fields';
 * what only the server can tell it tells when the form is sent.
 */
export function faultsAt(schema: Schema, value: unknown): readonly string[] {
  if (value === undefined || value === null || specialOf(value) !== undefined) return []
  if (typeof value === 'number') return numberFaults(schema, value)
  if (typeof value === 'string') return textFaults(schema, value)
  if (Array.isArray(value)) return lengthFaults(schema, 'Items', value.length, text.items)
  if (isObject(value) && kindOf(schema) === 'map') return lengthFaults(schema, 'Properties', Object.keys(value).length, text.entries)
  return []
}

const said = (...faults: readonly (string | false | undefined)[]): readonly string[] =>
  faults.filter((fault): fault is string => typeof fault === 'string')

function numberFaults(schema: Schema, value: number): readonly string[] {
  const { minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below, multipleOf: step, type } = schema
  return said(
    type === 'integer' && !Number.isInteger(value) && text.whole,
    typeof minimum === 'number' && value < minimum && text.atLeast(minimum),
    typeof maximum === 'number' && value > maximum && text.atMost(maximum),
    typeof above === 'number' && value <= above && text.moreThan(above),
    typeof below === 'number' && value >= below && text.lessThan(below),
    typeof step === 'number' && step > 0 && !isMultiple(value, step) && text.multipleOf(step),
  )
}

const isMultiple = (value: number, step: number): boolean => {
  const times = value / step
  return Math.abs(times - Math.round(times)) < 1e-9
}

function textFaults(schema: Schema, value: string): readonly string[] {
  const { pattern, format } = schema
  const formatted = typeof format === 'string' ? FORMATS[format] : undefined
  return said(
    ...lengthFaults(schema, 'Length', charactersOf(value), text.characters),
    typeof pattern === 'string' && !matches(pattern, value) && text.pattern(pattern),
    value !== '' && formatted !== undefined && !formatted(value) && text.format(String(format)),
  )
}

/** Code points, as JSON schema counts them. */
const charactersOf = (value: string): number => Array.from(value).length

function lengthFaults(schema: Schema, of: 'Length' | 'Items' | 'Properties', length: number, words: (count: number) => string): string[] {
  const [least, most] = [schema[`min${of}`], schema[`max${of}`]]
  return [
    ...(typeof least === 'number' && length < least ? [text.atLeast(words(least))] : []),
    ...(typeof most === 'number' && length > most ? [text.atMost(words(most))] : []),
  ]
}

/** Patterns of Python that JavaScript does not read are left to the server. */
function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value)
  } catch {
    return true
  }
}

const isTime = (value: string): boolean => !Number.isNaN(Date.parse(value))

const FORMATS: Readonly<Record<string, (value: string) => boolean>> = {
  date: (value) => /^\d{4}-\d{2}-\d{2}$/.test(value) && isTime(value),
  'date-time': (value) => /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(value) && isTime(value.replace(' ', 'T')),
  duration: (value) => /^[+-]?P(?!$)(?:\d+(?:\.\d+)?[YMWD])*(?:T(?:\d+(?:\.\d+)?[HMS])+)?$/.test(value),
  email: (value) => /^[^\s@]+@[^\s@]+$/.test(value),
  uri: (value) => URL.canParse(value),
  uuid: (value) => /^[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/i.test(value),
}
