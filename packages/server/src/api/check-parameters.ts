import type { Json } from '@millrace/protocol'
import { findMismatch, SchemaTooDeep } from '../json-schema/find-mismatch.ts'
import { isObject } from '../json-schema/rules.ts'
import type { DeploymentRow, WorkPoolRow } from '../store/schema.ts'
import type { Queries } from '../store/store.ts'
import { defaultsOf, requireBlocks } from './block-defaults.ts'
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
 * with `failure`, and `NotFound` when a block that the template refers to is gone. A pool without a template, which no worker has joined
 * yet, takes everything. What a block holds was looked at when it was named.
 */
export async function checkJobVariables(
  queries: Queries,
  pool: Pick<WorkPoolRow, 'base_job_template'>,
  given: readonly Values[],
  failure: string,
  { ignoreRequired }: { readonly ignoreRequired: boolean },
): Promise<void> {
  const { variables } = pool.base_job_template
  if (!isObject(variables)) return
  const all = defaultsOf(variables)
  await requireBlocks(queries, all)
  const usable = Object.entries(all.plain).filter(([name, value]) => value === null || fits({ [name]: value }, variables))
  const complete = usable.length === Object.keys(all.plain).length
  const values: Record<string, Json> = Object.assign(Object.create(null), Object.fromEntries(usable), ...given)
  const untouched = Object.keys(all.blocks).filter((name) => values[name] === undefined)
  const properties = isObject(variables['properties']) ? variables['properties'] : {}
  const schema = { ...variables, properties: { ...properties, ...Object.fromEntries(untouched.map((name) => [name, true])) } }
  for (const name of untouched) values[name] = {}
  const reason = reasonAgainst({ ...values }, schema, { ignoreRequired: ignoreRequired || !complete, nullForDefaults: true })
  if (reason !== undefined) throw new Unprocessable(`${failure}: ${reason}`)
}

const fits = (values: Values, schema: Json): boolean => reasonAgainst(values, schema, { ignoreRequired: true }) === undefined
