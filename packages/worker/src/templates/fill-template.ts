import type { Json } from '@millrace/protocol'
import type { JobVariables } from '@millrace/sdk/runner'

/** Values for the placeholders that are no variables, by the text between the braces; undefined for those it does not know. */
export type Lookup = (name: string) => Promise<Json | undefined>

const PLACEHOLDER = /\{\{\s*([^{}]+?)\s*\}\}/g
const WHOLE = /^\{\{\s*([^{}]+?)\s*\}\}$/

/** What stands for a placeholder that has no value: the entry that holds it is left out. */
const ABSENT = Symbol('absent')

/**
 * Fills in a job configuration: `{{ name }}` is the variable of that name, with its own type when it is all of the
 * text. An entry whose placeholder has no value is left out; inside a longer text such a placeholder is empty.
 */
export async function fillTemplate(
  template: Readonly<Record<string, Json>>,
  variables: JobVariables,
  lookup: Lookup,
): Promise<Record<string, Json>> {
  const filled = await fill(template, { variables, lookup })
  return typeof filled === 'object' && filled !== null && !Array.isArray(filled) ? (filled as Record<string, Json>) : {}
}

interface Source {
  readonly variables: JobVariables
  readonly lookup: Lookup
}

async function fill(value: Json, source: Source): Promise<Json | typeof ABSENT> {
  if (typeof value === 'string') return await fillText(value, source)
  if (Array.isArray(value)) {
    const items = await Promise.all(value.map((item: Json) => fill(item, source)))
    return items.filter((item) => item !== ABSENT)
  }
  if (typeof value !== 'object' || value === null) return value
  const entries = await Promise.all(Object.entries(value).map(async ([key, entry]) => [key, await fill(entry, source)] as const))
  return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== ABSENT))
}

async function fillText(text: string, source: Source): Promise<Json | typeof ABSENT> {
  const [, whole] = WHOLE.exec(text) ?? []
  if (whole !== undefined) return await valueOf(whole, source)
  const values = new Map<string, string>()
  for (const [, name = ''] of text.matchAll(PLACEHOLDER)) values.set(name, textOf(await valueOf(name, source)))
  return text.replaceAll(PLACEHOLDER, (_, name: string) => values.get(name) ?? '')
}

async function valueOf(name: string, { variables, lookup }: Source): Promise<Json | typeof ABSENT> {
  const value = Object.hasOwn(variables, name) ? variables[name] : await lookup(name)
  return value === undefined ? ABSENT : value
}

const textOf = (value: Json | typeof ABSENT): string => {
  if (value === ABSENT || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
