import { findFunction, type FlowNames } from './find-function.ts'
import { openProgram } from './open-program.ts'
import { parametersOf } from './parameters.ts'
import { startWalk } from './type-schema.ts'
import type { JsonSchema } from './walk.ts'

/** The shape of a flow's parameters as Prefect keeps it with a deployment. */
export interface ParameterSchema {
  readonly title: 'Parameters'
  readonly type: 'object'
  readonly properties: { readonly [name: string]: JsonSchema }
  readonly required?: readonly string[]
  readonly definitions: { readonly [name: string]: JsonSchema }
  readonly additionalProperties?: JsonSchema[string]
}

/**
 * Reads the parameters of a flow from the TypeScript of its file: types, defaults, comments. Needs about 0.1 s, and
 * loads TypeScript: nothing that runs flows may import this file. Undefined when the file has no such function.
 */
export function parameterSchemaOf(file: string, names: FlowNames): ParameterSchema | undefined {
  using program = openProgram(file)
  const fn = findFunction(program, names)
  if (fn === undefined) return undefined
  const walk = startWalk(program)
  const { parameters, additional } = parametersOf(walk, fn)
  const required = parameters.filter((parameter) => parameter.required).map(({ name }) => name)
  return {
    title: 'Parameters',
    type: 'object',
    properties: Object.fromEntries(parameters.map(({ name, schema }, position) => [name, { ...schema, position, title: name }])),
    ...(required.length === 0 ? {} : { required }),
    definitions: Object.fromEntries(walk.definitions),
    ...(additional === undefined ? {} : { additionalProperties: additional }),
  }
}
