import { createRequire } from 'node:module'
import type { Json } from '@millrace/protocol'
import { ParameterError, type ParameterProblem } from '../errors.ts'

type JsonObject = Readonly<Record<string, Json>>

/** What is used of TypeBox; with its own types the compiler would read 400 files more for each flow that is built. */
interface TypeBox {
  Errors(schema: object, value: unknown): readonly [boolean, readonly { readonly instancePath: string; readonly message: string }[]]
}

const typeBox = (): TypeBox => createRequire(import.meta.url)('typebox/schema') as TypeBox

/**
 * Passes parameters that fit the schema of a flow; which of them are missing is asked only when a run starts.
 *
 * @throws ParameterError naming each that the flow does not have or that is not what the flow expects.
 */
export function checkParameters(what: string, schema: JsonObject | null, parameters: JsonObject): void {
  if (schema === null || !isObject(schema['properties'])) return
  const properties = schema['properties']
  const problems = Object.entries(parameters).flatMap(([name, value]): ParameterProblem[] => {
    const property = properties[name]
    if (isObject(property)) return problemsOf(name, property, schema['definitions'], value)
    const open = schema['additionalProperties'] !== undefined && schema['additionalProperties'] !== false
    return open ? [] : [{ path: name, message: `unknown parameter; ${available(Object.keys(properties))}` }]
  })
  if (problems.length > 0) throw new ParameterError(what, problems)
}

const available = (names: readonly string[]): string =>
  names.length === 0 ? 'there are none' : `there are ${names.map((name) => `'${name}'`).join(', ')}`

function problemsOf(name: string, property: JsonObject, definitions: Json | undefined, value: Json): ParameterProblem[] {
  // Interpreted, never compiled: a schema may come from anybody.
  const [, errors] = typeBox().Errors({ ...property, definitions: definitions ?? {} }, value)
  return errors.slice(0, 3).map(({ instancePath, message }) => ({
    path: [name, ...instancePath.split('/').filter((part) => part !== '')].join('.'),
    message: `${message}, got ${JSON.stringify(value)}`,
  }))
}

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)
