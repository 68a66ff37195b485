import type { Json } from '@millrace/protocol'
import type { JobVariables } from '../runner/job-variables.ts'

/** Values for placeholders, by the text between the braces; undefined for those it does not know. */
export type Lookup = (name: string) => Promise<Json | undefined>

/** Where the values of placeholders come from, and what becomes of one that has none. */
export interface Filling {
  readonly lookup: Lookup
  /** `drop` (default): the entry that holds it is left out, within a longer text it is empty. `keep`: it stays as it is. */
  readonly unknown?: 'drop' | 'keep' | undefined
}

const PLACEHOLDER = /\{\{\s*([^{}]+?)\s*\}\}/g
const WHOLE = /^\{\{\s*([^{}]+?)\s*\}\}$/

/**
 * Fills in a job configuration: `{{ name }}` is the variable of that name, with its own type when it is all of the
 * text. An entry whose placeholder has no value is left out; inside a longer text such a placeholder is empty.
 */
export async function fillTemplate(
  template: Readonly<Record<string, Json>>,
  variables: JobVariables,
  lookup: Lookup,
): Promise<Record<string, Json>> {
  const variableOr: Lookup = async (name) => (Object.hasOwn(variables, name) ? variables[name] : await lookup(name))
  const filled = await fillValue(template, { lookup: variableOr })
  return typeof filled === 'object' && filled !== null && !Array.isArray(filled) ? (filled as Record<string, Json>) : {}
}

/** Fills in the placeholders of a value, at any depth; undefined when it was one placeholder without a value. */
export async function fillValue(value: Json, filling: Filling): Promise<Json | undefined> {
  if (typeof value === 'string') return await fillText(value, filling)
  if (Array.isArray(value)) {
    const items = await Promise.all(value.map((item: Json) => fillValue(item, filling)))
    return items.filter((item) => item !== undefined)
  }
  if (typeof value !== 'object' || value === null) return value
  const entries = await Promise.all(Object.entries(value).map(async ([key, entry]) => [key, await fillValue(entry, filling)] as const))
  return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== undefined))
}

/** The names of the placeholders that a value holds, each once. */
export function placeholdersOf(value: Json): ReadonlySet<string> {
  return new Set([...(JSON.stringify(value) ?? '').matchAll(PLACEHOLDER)].map(([, name = '']) => name))
}

async function fillText(text: string, { lookup, unknown = 'drop' }: Filling): Promise<Json | undefined> {
  const [, whole] = WHOLE.exec(text) ?? []
  if (whole !== undefined) {
    const value = await lookup(whole)
    return value === undefined && unknown === 'keep' ? text : value
  }
  const values = new Map<string, string>()
  for (const [placeholder, name = ''] of text.matchAll(PLACEHOLDER)) {
    const value = await lookup(name)
    values.set(placeholder, value === undefined && unknown === 'keep' ? placeholder : textOf(value))
  }
  return text.replaceAll(PLACEHOLDER, (placeholder) => values.get(placeholder) ?? '')
}

const textOf = (value: Json | undefined): string => {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
