import type { Json } from '@millrace/protocol'
import type { BaseJobTemplate } from '../types/worker-type.ts'
import type { Variables } from './fill-template.ts'

/**
 * The variables of a run: defaults of the pool, then those of the deployment, then the run's own; objects such as `env`
 * are merged key by key, everything else is replaced. `env.KEY` as a name means the entry of `env` (2.x overrides).
 */
export function jobVariables(template: BaseJobTemplate, ...layers: readonly (Variables | null | undefined)[]): Variables {
  return layers.reduce<Variables>((below, layer) => merged(below, nested(layer ?? {})), defaultsOf(template))
}

function defaultsOf({ variables }: BaseJobTemplate): Variables {
  const properties = variables['properties']
  if (!isObject(properties)) return {}
  const defaults = Object.entries(properties).flatMap(([name, property]) => {
    const value = isObject(property) ? property['default'] : undefined
    return value === undefined ? [] : [[name, value] as const]
  })
  return Object.fromEntries(defaults)
}

function nested(variables: Variables): Variables {
  const result: Record<string, Json> = {}
  for (const [name, value] of Object.entries(variables)) {
    const [head = name, ...path] = name.split('.')
    const deep = path.toReversed().reduce<Json>((inner, key) => ({ [key]: inner }), value)
    const there = result[head]
    result[head] = isObject(there) && isObject(deep) ? merged(there, deep) : deep
  }
  return result
}

function merged(below: Variables, above: Variables): Variables {
  const entries = Object.entries(above).map(([name, value]): [string, Json] => {
    const there = below[name]
    return [name, isObject(there) && isObject(value) ? merged(there, value) : value]
  })
  return { ...below, ...Object.fromEntries(entries) }
}

const isObject = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
