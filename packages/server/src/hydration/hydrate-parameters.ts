import type { Json } from '@millrace/protocol'
import { readVariableValues } from '../store/queries/variables.ts'
import type { Queries } from '../store/store.ts'
import { type Hydrated, hydrate } from './hydrate.ts'
import { Placeholder } from './placeholder.ts'

type Values = Readonly<Record<string, Json>>

/** A value that stands for another cannot be had; the message says why. */
export class HydrationError extends Error {
  override readonly name = 'HydrationError'
}

/**
 * Puts real values in the place of those that UIs write as `{"__prefect_kind": …}`. Templates see `templates`. Throws `HydrationError`
 * for one that cannot be had.
 */
export async function hydrateParameters(queries: Queries, parameters: Values, templates: object = {}): Promise<Record<string, Json>> {
  if (!mayNeedHydration(parameters)) return parameters
  const hydrated = await hydrateWithVariables(queries, parameters, templates)
  const problem = firstProblem(hydrated)
  if (problem !== undefined) throw new HydrationError(problem)
  return hydrated as Record<string, Json>
}

/** As `hydrateParameters`, but what is wrong with a value stays in its place, and so does a template that could be rendered. */
export const hydrateForValidation = (queries: Queries, values: Values): Promise<{ readonly [key: string]: Hydrated }> =>
  hydrateWithVariables(queries, values, undefined)

/** The values of variables are looked up together: those that a round asked for in vain are known to the next. */
async function hydrateWithVariables(
  queries: Queries,
  values: Values,
  templates: object | undefined,
): Promise<{ readonly [key: string]: Hydrated }> {
  const known = new Map<string, Json | undefined>()
  for (;;) {
    const unknown = new Set<string>()
    const variable = (name: string): Json | undefined => {
      if (!known.has(name)) unknown.add(name)
      return known.get(name)
    }
    const hydrated = hydrate(values, { variable, templates })
    if (unknown.size === 0) return hydrated
    const found = await readVariableValues(queries, [...unknown])
    for (const name of unknown) known.set(name, found.get(name))
  }
}

/** Most parameters have none of it, and their texts need not be looked at twice. */
function mayNeedHydration(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Object.hasOwn(value, '__prefect_kind') || Object.values(value).some(mayNeedHydration)
}

function firstProblem(value: Hydrated): string | undefined {
  if (value instanceof Placeholder) return value.problem
  if (typeof value !== 'object' || value === null) return undefined
  for (const item of Object.values(value) as Hydrated[]) {
    const problem = firstProblem(item)
    if (problem !== undefined) return problem
  }
  return undefined
}
