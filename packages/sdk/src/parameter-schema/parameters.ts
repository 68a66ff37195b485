import type { Json } from '@millrace/protocol'
import {
  type BindingElement,
  type Expression,
  isAsExpression,
  isIdentifier,
  isObjectBindingPattern,
  isTypeAssertion,
  type ParameterDeclaration,
  type TypeNode,
} from 'typescript/unstable/ast'
import type { Signature } from '../parameters/signature.ts'
import { parameterDescriptions } from './doc-comments.ts'
import type { FlowFunction } from './find-function.ts'
import { literalValue } from './literal-values.ts'
import { additionalPropertiesOf, propertiesOf } from './object-schema.ts'
import { admitsUndefined } from './union-schema.ts'
import type { JsonSchema, Walk } from './walk.ts'

/** One parameter of a flow as its schema describes it. */
interface Parameter {
  readonly name: string
  readonly schema: JsonSchema
  readonly required: boolean
}

/** The parameters of a function, and whether it takes others by name. */
export interface Parameters {
  readonly parameters: readonly Parameter[]
  readonly additional?: Json | undefined
}

/** Reads a signature: each positional parameter, or the properties of a single object that is destructured, or is said to hold them. */
export function parametersOf(walk: Walk, fn: FlowFunction, style?: Signature['style']): Parameters {
  const descriptions = parameterDescriptions(fn)
  // A first parameter `this` is TypeScript's way to type it, and no argument.
  const declared = fn.parameters.filter(({ name }) => !(isIdentifier(name) && name.text === 'this'))
  const [only] = declared
  if (declared.length === 1 && only !== undefined && isObjectBindingPattern(only.name))
    return destructured(walk, only, only.name.elements, descriptions)
  if (declared.length === 1 && only !== undefined && style === 'object') return destructured(walk, only, [], descriptions)
  return { parameters: declared.map((parameter, index) => positional(walk, parameter, index, descriptions)) }
}

type Descriptions = ReadonlyMap<string, string>

function positional(walk: Walk, parameter: ParameterDeclaration, index: number, descriptions: Descriptions): Parameter {
  const name = isIdentifier(parameter.name) ? parameter.name.text : `arg${index}`
  const type = walk.checker.getTypeAtLocation(parameter)
  const optional = parameter.questionToken !== undefined || parameter.initializer !== undefined || parameter.dotDotDotToken !== undefined
  const schema = type === undefined ? {} : walk.schemaOf(type, parameter.type ?? assertedType(parameter.initializer))
  return {
    name,
    schema: { ...schema, ...defaultOf(walk, parameter.initializer), ...described(descriptions.get(name)) },
    required: !optional && (type === undefined || !admitsUndefined(type)),
  }
}

/** `'slow' as Mode`: where the type of a parameter is written in its default. */
const assertedType = (initializer: Expression | undefined): TypeNode | undefined =>
  initializer !== undefined && (isAsExpression(initializer) || isTypeAssertion(initializer)) ? initializer.type : undefined

/** The properties named in the pattern come first, in its order; then those that only the type has. */
function destructured(
  walk: Walk,
  parameter: ParameterDeclaration,
  elements: readonly BindingElement[],
  descriptions: Descriptions,
): Parameters {
  const type = walk.checker.getTypeAtLocation(parameter)
  const typed = new Map((type === undefined ? [] : propertiesOf(walk, type)).map((property) => [property.name, property]))
  const wholeDefault = parameter.initializer === undefined ? undefined : literalValue(walk.checker, parameter.initializer)
  const mayBeLeftOut = parameter.initializer !== undefined || parameter.questionToken !== undefined
  const named = elements.filter(({ dotDotDotToken }) => dotDotDotToken === undefined)
  const initializers = new Map(named.map((element) => [propertyNameOf(element), element.initializer]))
  const order = new Set([...initializers.keys(), ...typed.keys()])
  const parameters = [...order].map((name): Parameter => {
    const property = typed.get(name)
    const initializer = initializers.get(name)
    const fallback = initializer === undefined ? entryOf(wholeDefault, name) : defaultOf(walk, initializer)
    return {
      name,
      schema: { ...property?.schema, ...fallback, ...described(descriptions.get(name)) },
      required: (property?.required ?? true) && initializer === undefined && !mayBeLeftOut,
    }
  })
  return { parameters, additional: type === undefined ? undefined : additionalPropertiesOf(walk, type) }
}

function propertyNameOf(element: BindingElement): string {
  const name = element.propertyName ?? element.name
  return name === undefined ? '' : 'text' in name && typeof name.text === 'string' ? name.text : name.getText()
}

const entryOf = (whole: Json | undefined, name: string): JsonSchema => {
  if (typeof whole !== 'object' || whole === null || Array.isArray(whole)) return {}
  const value = (whole as Readonly<Record<string, Json>>)[name]
  return value === undefined ? {} : { default: value }
}

function defaultOf(walk: Walk, initializer: Expression | undefined): JsonSchema {
  const value = initializer === undefined ? undefined : literalValue(walk.checker, initializer)
  return value === undefined ? {} : { default: value }
}

const described = (description: string | undefined): JsonSchema => (description === undefined ? {} : { description })
