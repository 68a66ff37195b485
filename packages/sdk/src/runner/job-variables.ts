import type { Json } from '@millrace/protocol'

/** Job variables, or what overrides them, by name. */
export type JobVariables = Readonly<Record<string, Json>>

/** Lays variables over others: objects such as `env` are merged key by key, everything else is replaced. */
export function mergeVariables(below: JobVariables, above: JobVariables): JobVariables {
  const entries = Object.entries(above).map(([name, value]): [string, Json] => {
    const there = below[name]
    return [name, isObject(there) && isObject(value) ? mergeVariables(there, value) : value]
  })
  return { ...below, ...Object.fromEntries(entries) }
}

/** Resolves the dotted names of overrides: `{ 'env.A': 'b' }` is `{ env: { A: 'b' } }`. */
export const nestVariables = (variables: JobVariables): JobVariables =>
  Object.entries(variables).reduce<JobVariables>((result, [name, value]) => {
    const [head = name, ...path] = name.split('.')
    return mergeVariables(result, { [head]: path.toReversed().reduce<Json>((inner, key) => ({ [key]: inner }), value) })
  }, {})

const isObject = (value: Json | undefined): value is JobVariables => typeof value === 'object' && value !== null && !Array.isArray(value)
