import type { Json } from '@millrace/protocol'
import { type JobVariables, mergeVariables, nestVariables } from '@millrace/sdk/runner'
import type { BaseJobTemplate } from '@millrace/protocol/job-templates'

/** The variables of a run: defaults of the pool, then each layer over those below, as deployment and run have them. */
export const jobVariables = (template: BaseJobTemplate, ...layers: readonly (JobVariables | null | undefined)[]): JobVariables =>
  layers.reduce<JobVariables>((below, layer) => mergeVariables(below, nestVariables(layer ?? {})), defaultsOf(template))

function defaultsOf({ variables }: BaseJobTemplate): JobVariables {
  const properties = variables['properties']
  if (!isObject(properties)) return {}
  const defaults = Object.entries(properties).flatMap(([name, property]) => {
    const value = isObject(property) ? property['default'] : undefined
    return value === undefined ? [] : [[name, value] as const]
  })
  return Object.fromEntries(defaults)
}

const isObject = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
