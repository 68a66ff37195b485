import type { Json } from '@millrace/protocol'
import { isObject } from '../json-schema/rules.ts'
import { readVariable } from '../store/queries/variables.ts'
import type { Queries } from '../store/store.ts'
import { BadRequest } from './errors.ts'

/** What stands for no value at all: it is left out of the object or list that it is in. */
const NOTHING = Symbol('nothing')

type Hydrated = Json | typeof NOTHING

/**
 * Puts real values in the place of those that UIs write as `{"__prefect_kind": …}`: `none` and `json` values and variables.
 * Throws `BadRequest`, whose text begins with `failure`, for one that cannot be had.
 */
export async function hydrateParameters(
  queries: Queries,
  parameters: Readonly<Record<string, Json>>,
  failure: string,
): Promise<Record<string, Json>> {
  const hydrate = async (value: Json): Promise<Hydrated> => {
    if (Array.isArray(value)) return (await Promise.all((value as readonly Json[]).map(hydrate))).filter((item) => item !== NOTHING)
    if (!isObject(value)) return value
    return Object.hasOwn(value, '__prefect_kind') ? await hydrateKind(value) : await hydrateObject(value)
  }
  const hydrateObject = async (object: Readonly<Record<string, Json>>): Promise<Record<string, Json>> => {
    const entries: [string, Json][] = []
    for (const [name, item] of Object.entries(object)) {
      const hydrated = await hydrate(item)
      if (hydrated !== NOTHING) entries.push([name, hydrated])
    }
    return Object.fromEntries(entries)
  }
  const hydrateKind = async (object: Readonly<Record<string, Json>>): Promise<Hydrated> => {
    const { __prefect_kind: kind, value, variable_name: name } = object
    if (kind === 'json') return value === undefined ? NOTHING : parse(await hydrate(value))
    if (kind === 'workspace_variable') return name === undefined ? NOTHING : await variable(await hydrate(name))
    if (kind === 'jinja') throw new BadRequest(`${failure}: Invalid jinja: templates in parameters are not rendered by this server`)
    if (kind === 'none' && value === undefined) throw new BadRequest(`${failure}: Missing 'value' key in __prefect object`)
    return value === undefined ? null : await hydrate(value)
  }
  const parse = (text: Hydrated): Hydrated => {
    if (typeof text !== 'string') return text
    try {
      return JSON.parse(text) as Json
    } catch (error) {
      throw new BadRequest(`${failure}: Invalid JSON: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  const variable = async (name: Hydrated): Promise<Json> => {
    if (typeof name !== 'string') throw new BadRequest(`${failure}: the name of a variable is not a text`)
    const row = await readVariable(queries, { name })
    if (row === undefined) throw new BadRequest(`${failure}: Variable '${name}' not found in workspace.`)
    return row.value
  }
  return await hydrateObject(parameters)
}
