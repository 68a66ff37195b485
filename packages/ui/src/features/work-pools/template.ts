import type { WorkPool } from '@millrace/protocol'
import { isObject, type Schema } from '../schema-form/schema.ts'

type Template = WorkPool['base_job_template']

/** The schema of the job variables of a pool; null for a pool that has none yet. */
export function variablesOf(template: Template): Schema | null {
  const variables = template['variables']
  return isObject(variables) && isObject(variables['properties']) ? variables : null
}

/** The defaults of the job variables; those without one are left out. */
export function defaultsOf(template: Template): Schema {
  const properties = variablesOf(template)?.['properties']
  if (!isObject(properties)) return {}
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, property]) =>
      isObject(property) && property['default'] !== undefined && property['default'] !== null ? [[name, property['default']]] : [],
    ),
  )
}

/** The template with other defaults: one that is no longer given is taken away. */
export function withDefaults(template: Template, defaults: Schema): Template {
  const variables = variablesOf(template)
  const properties = variables?.['properties']
  if (variables === null || !isObject(properties)) return template
  const changed = Object.fromEntries(
    Object.entries(properties).map(([name, property]) => {
      if (!isObject(property)) return [name, property]
      const { default: old, ...rest } = property
      if (Object.hasOwn(defaults, name)) return [name, { ...rest, default: defaults[name] }]
      return [name, old === null ? property : rest]
    }),
  )
  return { ...template, variables: { ...variables, properties: changed } } as Template
}

/** The schema without its defaults: in a form they are the values. */
export function schemaWithoutDefaults(template: Template): Schema | null {
  const variables = variablesOf(template)
  const properties = variables?.['properties']
  if (variables === null || !isObject(properties)) return null
  return {
    ...variables,
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, property]) => {
        if (!isObject(property)) return [name, property]
        const { default: _, ...rest } = property
        return [name, rest]
      }),
    ),
  }
}
