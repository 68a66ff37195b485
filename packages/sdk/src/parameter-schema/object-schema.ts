import type { Json } from '@millrace/protocol'
import { isPropertyDeclaration, isPropertySignatureDeclaration, SyntaxKind, type TypeNode } from 'typescript/unstable/ast'
import { SignatureKind, type Symbol, SymbolFlags, type Type, TypeFlags } from 'typescript/unstable/sync'
import { constraintsFrom } from './constraints.ts'
import { referTo, takeName } from './definition-names.ts'
import { isFromLibrary } from './known-types.ts'
import { admitsUndefined } from './union-schema.ts'
import type { JsonSchema, Walk } from './walk.ts'

/** The schema of an object type: a reference to its definition when it has a name, else its properties in place. */
export function objectSchema(walk: Walk, type: Type): JsonSchema {
  const known = walk.names.get(type.id)
  if (known !== undefined) return referTo(known)
  const wanted = typeName(walk, type)
  if (wanted === undefined) return isRecursive(walk, type) ? {} : inPlace(walk, type)
  // Taken before the properties are walked: they may refer back to this type.
  const name = takeName(walk, type.id, wanted)
  walk.definitions.set(name, { ...membersOf(walk, type), title: name, ...describe(walk, type) })
  return referTo(name)
}

const open = new WeakMap<Walk, Set<number>>()

const isRecursive = (walk: Walk, type: Type): boolean => open.get(walk)?.has(type.id) ?? false

function inPlace(walk: Walk, type: Type): JsonSchema {
  const types = open.get(walk) ?? new Set()
  open.set(walk, types)
  types.add(type.id)
  const schema = membersOf(walk, type)
  types.delete(type.id)
  return schema
}

/** One property of an object type: its schema with what its comment says, and whether it must be given. */
export interface PropertySchema {
  readonly name: string
  readonly schema: JsonSchema
  readonly required: boolean
}

/** The data properties of an object type, in the order of their declaration. */
export const propertiesOf = (walk: Walk, type: Type): PropertySchema[] =>
  walk.checker
    .getPropertiesOfType(type)
    .filter((property) => isData(property) && !isFunction(walk, property))
    .map((property) => propertySchema(walk, property))

/** Methods, what has a getter only, what is named by a symbol, and what a class keeps to itself cannot be given. */
function isData({ name, flags, valueDeclaration }: Symbol): boolean {
  if ((flags & (SymbolFlags.Method | SymbolFlags.Prototype)) !== 0 || /^__[@#]/.test(name)) return false
  if ((flags & SymbolFlags.GetAccessor) !== 0 && (flags & SymbolFlags.SetAccessor) === 0) return false
  const declaration = valueDeclaration?.resolve()
  const modifiers = declaration !== undefined && isPropertyDeclaration(declaration) ? (declaration.modifiers ?? []) : []
  return !modifiers.some(({ kind }) => kind === SyntaxKind.PrivateKeyword || kind === SyntaxKind.ProtectedKeyword)
}

function isFunction({ checker }: Walk, property: Symbol): boolean {
  const type = checker.getTypeOfSymbol(property)
  return type !== undefined && checker.getSignaturesOfType(type, SignatureKind.Call).length > 0
}

/** Names of properties: a number is a text in JSON. */
const NAMES = TypeFlags.String | TypeFlags.Number

/** What other properties an object type admits: `true`, a schema, or nothing said. */
export function additionalPropertiesOf(walk: Walk, type: Type): Json | undefined {
  const index = walk.checker.getIndexInfosOfType(type).find(({ keyType }) => (keyType.flags & NAMES) !== 0)
  if (index === undefined) return undefined
  const schema = walk.schemaOf(index.valueType)
  return Object.keys(schema).length === 0 ? true : schema
}

function membersOf(walk: Walk, type: Type): JsonSchema {
  const properties = propertiesOf(walk, type)
  const required = properties.filter((property) => property.required).map(({ name }) => name)
  const additional = additionalPropertiesOf(walk, type)
  return {
    type: 'object',
    ...(properties.length === 0
      ? {}
      : { properties: Object.fromEntries(properties.map(({ name, schema }) => [name, { title: titleOf(name), ...schema }])) }),
    ...(required.length === 0 ? {} : { required }),
    ...(additional === undefined ? {} : { additionalProperties: additional }),
  }
}

function propertySchema(walk: Walk, property: Symbol): PropertySchema {
  const type = walk.checker.getTypeOfSymbol(property)
  const description = property.getDocumentationComment(walk.checker)
  const schema = type === undefined ? {} : walk.schemaOf(type, typeNodeOf(property))
  const constraints = constraintsFrom(property.getJsDocTags(walk.checker))
  return {
    name: property.name,
    schema: { ...schema, ...(description === '' ? {} : { description }), ...constraints, ...plainText(schema, constraints) },
    required:
      (property.flags & SymbolFlags.Optional) === 0 && !('default' in constraints) && (type === undefined || !admitsUndefined(type)),
  }
}

/** A text whose comment says `@format date-time` is no `Date`. */
const plainText = (schema: JsonSchema, constraints: JsonSchema): JsonSchema =>
  schema['type'] === 'string' && schema['format'] === undefined && constraints['format'] !== undefined ? { 'x-type': 'string' } : {}

function typeNodeOf(property: Symbol): TypeNode | undefined {
  const declaration = property.valueDeclaration?.resolve()
  if (declaration === undefined) return undefined
  return isPropertySignatureDeclaration(declaration) || isPropertyDeclaration(declaration) ? declaration.type : undefined
}

function describe(walk: Walk, type: Type): JsonSchema {
  const description = (type.getAliasSymbol() ?? type.getSymbol())?.getDocumentationComment(walk.checker) ?? ''
  return description === '' ? {} : { description }
}

/** `User`, `Page_User_` for `Page<User>`; undefined for a type without a name, or over one. */
function typeName(walk: Walk, type: Type): string | undefined {
  const alias = type.getAliasSymbol()
  // `Record<string, number>`, `Partial<User>`: what they stand for says more than their name.
  if (alias !== undefined && isFromLibrary(walk, alias)) return undefined
  const name = alias?.name ?? type.getSymbol()?.name
  // A module's name is its path, in quotes.
  if (name === undefined || /^(?:__|")/.test(name) || name === 'Object') return undefined
  const args = alias === undefined ? (type.isTypeReference() ? walk.checker.getTypeArguments(type) : []) : type.getAliasTypeArguments()
  const names = args.filter((arg) => !arg.isTypeParameter()).map((arg) => (arg.isIntrinsicType() ? arg.intrinsicName : typeName(walk, arg)))
  if (names.includes(undefined)) return undefined
  return names.length === 0 ? name : `${name}_${names.join('_')}_`
}

/** `firstName` and `first_name` are both titled `First Name`. */
const titleOf = (name: string): string =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/[_\s]+/g, ' ')
    .trim()
    .replaceAll(/(^|\s)\S/g, (letter) => letter.toUpperCase())
