import { isStatus } from '@millrace/client/errors'
import type { Client } from '@millrace/client'
import type { FlowRun, Json } from '@millrace/protocol'
import type { FlowDefinition } from '../flow-definition.ts'
import { ParameterError, type ParameterProblem } from '../errors.ts'
import { isPlainObject } from '../plain-object.ts'
import type { NamedParameters } from './call-parameters.ts'

type Schema = Readonly<Record<string, Json>>

/**
 * The parameters of a run as the schema of its deployment has them, or else that of its flow's source; for a flow that says their types
 * in TypeScript alone.
 *
 * @throws ParameterError naming each that cannot be what its type asks for.
 */
export async function coercedFor(
  client: Client,
  { deployment_id: deployment }: FlowRun,
  values: NamedParameters,
  definition: FlowDefinition,
): Promise<NamedParameters> {
  if (Object.keys(values).length === 0) return values
  const schema = deployment === null ? await schemaOfSource(definition) : await schemaOfDeployment(client, deployment)
  return schema === null ? values : coerceParameters(schema, values, `flow '${definition.name}'`)
}

async function schemaOfSource(definition: FlowDefinition): Promise<Schema | null> {
  const { file, fn } = definition
  if (file === undefined) return null
  // What reads sources is needed for few runs: those that somebody tries again without a deployment.
  const { describeDefinition } = await import('../deployments/flow-description.ts')
  return (await describeDefinition(definition, { path: file, file, name: fn.name })).parameterSchema
}

async function schemaOfDeployment(client: Client, id: string): Promise<Schema | null> {
  try {
    return (await client.deployments.read({ params: { id } })).parameter_openapi_schema
  } catch (error) {
    // A run outlives its deployment.
    if (isStatus(error, 404)) return null
    throw error
  }
}

/**
 * Makes of JSON what the types of a flow's parameters ask for: `Date`, `URL`, `RegExp`, `Set`, `Map` and `bigint`, also in lists and
 * objects. What the schema does not tell stays as it is; of a union that also takes text, text does.
 *
 * @throws ParameterError naming each value that cannot be what its type asks for.
 */
export function coerceParameters(schema: Schema, values: NamedParameters, what: string): NamedParameters {
  const { properties } = schema
  if (!isObject(properties)) return values
  const walk: Walk = { definitions: isObject(schema['definitions']) ? schema['definitions'] : {}, problems: [] }
  const entries = Object.entries(values).map(([name, value]): [string, unknown] => [name, coerced(walk, properties[name], value, name)])
  if (walk.problems.length > 0) throw new ParameterError(what, walk.problems)
  return Object.fromEntries(entries)
}

interface Walk {
  readonly definitions: Schema
  readonly problems: ParameterProblem[]
}

function coerced(walk: Walk, given: Json | undefined, value: unknown, path: string): unknown {
  const schema = resolved(walk, given)
  if (schema === undefined || value === null || value === undefined) return value
  if (Array.isArray(schema['anyOf'])) return coerced(walk, optionFor(walk, schema['anyOf'], value), value, path)
  if (typeof value === 'string' || typeof value === 'number') return scalar(walk, schema, value, path)
  if (Array.isArray(value)) return list(walk, schema, value, path)
  // A block that stands in the place of its reference stays itself.
  return isPlainObject(value) && schema['type'] === 'object' ? record(walk, schema, value, path) : value
}

function resolved({ definitions }: Walk, schema: Json | undefined): Schema | undefined {
  if (!isObject(schema)) return undefined
  const { $ref: reference } = schema
  if (typeof reference !== 'string') return schema
  const definition = definitions[reference.replace('#/definitions/', '')]
  return isObject(definition) ? definition : undefined
}

/** How a text or number becomes what is meant; the format tells, and `x-type` where another type has the same. */
const SCALARS: Readonly<Record<string, { readonly wanted: string; readonly make: (value: string | number) => unknown }>> = {
  'date-time': { wanted: 'a date, as 2026-01-31T12:00:00Z', make: dateOf },
  date: { wanted: 'a date, as 2026-01-31', make: dateOf },
  uri: { wanted: 'an address, as https://example.org', make: (value) => new URL(String(value)) },
  regex: { wanted: 'a regular expression', make: (value) => new RegExp(String(value)) },
  bigint: { wanted: 'an integer', make: BigInt },
}

function dateOf(value: string | number): Date {
  const date = new Date(value)
  if (Number.isNaN(date.getTime())) throw new RangeError('no date')
  return date
}

function scalar({ problems }: Walk, schema: Schema, value: string | number, path: string): unknown {
  const kind = schema['x-type'] ?? (typeof value === 'string' ? schema['format'] : undefined)
  const known = typeof kind === 'string' && Object.hasOwn(SCALARS, kind) ? SCALARS[kind] : undefined
  if (known === undefined) return value
  try {
    return known.make(value)
  } catch {
    problems.push({ path, message: `expected ${known.wanted}, got ${JSON.stringify(value)}` })
    return value
  }
}

function list(walk: Walk, schema: Schema, values: readonly unknown[], path: string): unknown {
  const { prefixItems: first, items } = schema
  const each = values.map((value, index) =>
    coerced(walk, (Array.isArray(first) ? first[index] : undefined) ?? items, value, `${path}.${index}`),
  )
  return schema['uniqueItems'] === true ? new Set(each) : each
}

function record(walk: Walk, schema: Schema, value: object, path: string): unknown {
  const properties = isObject(schema['properties']) ? schema['properties'] : {}
  const entries = Object.entries(value).map(([name, inner]): [string, unknown] => [
    name,
    coerced(walk, Object.hasOwn(properties, name) ? properties[name] : schema['additionalProperties'], inner, `${path}.${name}`),
  ])
  return schema['x-type'] === 'Map' ? new Map(entries) : Object.fromEntries(entries)
}

/** The member of a union that a value is of; undefined where it may be any, so that it stays as it is. */
function optionFor(walk: Walk, options: readonly Json[], value: unknown): Schema | undefined {
  const fitting = options.flatMap((option) => {
    const schema = resolved(walk, option)
    return schema !== undefined && mayBe(schema, value) ? [schema] : []
  })
  const isText = typeof value === 'string'
  if (isText && fitting.some((schema) => schema['format'] === undefined || schema['x-type'] === 'string')) return undefined
  return fitting[0]
}

function mayBe(schema: Schema, value: unknown): boolean {
  if (Array.isArray(schema['anyOf'])) return true
  if (Array.isArray(value)) return schema['type'] === 'array'
  if (typeof value === 'object') return schema['type'] === 'object' && hasShape(schema, value as Readonly<Record<string, unknown>>)
  return typeof value === 'string' ? schema['type'] === 'string' : schema['type'] === 'integer' || schema['type'] === 'number'
}

/** Has what must be there, and the literals by which members of a union are told apart. */
function hasShape({ properties, required }: Schema, value: Readonly<Record<string, unknown>>): boolean {
  if (Array.isArray(required) && !required.every((name) => typeof name === 'string' && Object.hasOwn(value, name))) return false
  if (!isObject(properties)) return true
  return Object.entries(properties).every(
    ([name, property]) =>
      !isObject(property) || property['const'] === undefined || value[name] === undefined || value[name] === property['const'],
  )
}

const isObject = (value: Json | undefined): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value)
