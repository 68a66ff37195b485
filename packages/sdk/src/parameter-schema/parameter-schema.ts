import { descriptionOf } from './doc-comments.ts'
import { findFunction, type FlowNames } from './find-function.ts'
import type { Signature } from '../parameters/signature.ts'
import { type OpenProgram, openProgram } from './open-program.ts'
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

/** What the TypeScript of a flow's file says of it. */
export interface WrittenFlow {
  readonly schema: ParameterSchema
  /** Of its comment. */
  readonly description: string | undefined
}

/**
 * Reads the parameters and the description of a flow from the TypeScript of its file: types, defaults, comments. Needs about 0.1 s, and
 * loads TypeScript: nothing that runs flows may import this file. Undefined when the file has no such function.
 *
 * @param style `object` where a single argument is the object that the parameters are in, whether it is destructured or not.
 */
export function readWrittenFlow(file: string, names: FlowNames, style?: Signature['style']): WrittenFlow | undefined {
  using program = openProgram(file)
  return writtenFlowIn(program, names, style)
}

/** The same of one among several flows in a file that is open. */
export function writtenFlowIn(program: OpenProgram, names: FlowNames, style?: Signature['style']): WrittenFlow | undefined {
  const fn = findFunction(program, names)
  if (fn === undefined) return undefined
  const walk = startWalk(program)
  const { parameters, additional } = parametersOf(walk, fn, style)
  const required = parameters.filter((parameter) => parameter.required).map(({ name }) => name)
  const schema: ParameterSchema = {
    title: 'Parameters',
    type: 'object',
    properties: Object.fromEntries(parameters.map(({ name, schema }, position) => [name, { ...schema, position, title: name }])),
    ...(required.length === 0 ? {} : { required }),
    definitions: Object.fromEntries(walk.definitions),
    ...(additional === undefined ? {} : { additionalProperties: additional }),
  }
  return { schema, description: descriptionOf(fn) }
}
