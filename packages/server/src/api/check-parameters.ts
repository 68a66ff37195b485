import type { Json } from '@millrace/protocol'
import { findMismatch, SchemaTooDeep } from '../json-schema/find-mismatch.ts'
import type { DeploymentRow, WorkPoolRow } from '../store/schema.ts'
import { isObject } from '../json-schema/rules.ts'
import { Conflict, Unprocessable } from './errors.ts'

type Values = Readonly<Record<string, Json>>

/** Why values do not fit a schema: the field, what is there, what was expected; undefined when they fit. Throws `Unprocessable` for a schema without end. */
export function reasonAgainst(values: Values, schema: Json, options: Parameters<typeof findMismatch>[2]): string | undefined {
  try {
    const found = findMismatch(values, schema, options)
    if (found === undefined) return undefined
    return `Validation failed${found.path === '' ? '' : ` for field '${found.path}'`}. Failure reason: ${found.message}`
  } catch (error) {
    if (error instanceof SchemaTooDeep) throw new Unprocessable(error.message)
    throw error
  }
}

/**
 * Holds parameters against the schema of a deployment. Throws `Conflict`, whose text begins with `failure`, for those that do not fit,
 * and where there is no schema to hold them against.
 */
export function checkParameters(
  parameters: Values,
  schema: DeploymentRow['parameter_openapi_schema'],
  failure: string,
  options: { readonly ignoreRequired?: boolean } = {},
): void {
  if (schema === null) {
    throw new Conflict(
      'Error updating deployment: Cannot update parameters because parameter schema enforcement is enabled and the deployment does not have a valid parameter schema.',
    )
  }
  const reason = reasonAgainst(parameters, schema, options)
  if (reason !== undefined) throw new Conflict(`${failure}: ${reason}`)
}

/**
 * Holds job variables, over the defaults of the pool's template, against the template's schema. Throws `Unprocessable`, whose text begins
 * with `failure`. A pool without a template, which no worker has joined yet, takes everything.
 */
export function checkJobVariables(
  pool: Pick<WorkPoolRow, 'base_job_template'>,
  given: readonly Values[],
  failure: string,
  { ignoreRequired }: { readonly ignoreRequired: boolean },
): void {
  const { variables } = pool.base_job_template
  if (!isObject(variables)) return
  const { defaults, complete } = defaultsOf(variables)
  const values = Object.assign(Object.create(null), defaults, ...given) as Values
  const reason = reasonAgainst({ ...values }, variables, { ignoreRequired: ignoreRequired || !complete, nullForDefaults: true })
  if (reason !== undefined) throw new Unprocessable(`${failure}: ${reason}`)
}

/** The template's own defaults, but for those that do not fit it or refer to a block; `complete` is false when one was left out. */
function defaultsOf(variables: Values): { defaults: Values; complete: boolean } {
  const properties = isObject(variables['properties']) ? variables['properties'] : {}
  const all = Object.entries(properties).flatMap(([name, part]): [string, Json][] =>
    isObject(part) && part['default'] !== undefined ? [[name, part['default']]] : [],
  )
  const usable = all.filter(
    ([name, value]) =>
      !(isObject(value) && '$ref' in value) &&
      (value === null || reasonAgainst({ [name]: value }, variables, { ignoreRequired: true }) === undefined),
  )
  return { defaults: Object.fromEntries(usable), complete: usable.length === all.length }
}
