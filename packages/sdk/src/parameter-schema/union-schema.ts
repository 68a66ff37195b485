import type { Json } from '@millrace/protocol'
import { isEnumDeclaration, type TypeNode } from 'typescript/unstable/ast'
import { type Symbol, type Type, TypeFlags, type UnionType } from 'typescript/unstable/sync'
import { referTo, takeName } from './definition-names.ts'
import { inWrittenOrder } from './union-order.ts'
import type { JsonSchema, Walk } from './walk.ts'

/** True when a value of this type may be left out. */
export const admitsUndefined = (type: Type): boolean =>
  (type.flags & (TypeFlags.Undefined | TypeFlags.Void)) !== 0 || (type.isUnionType() && type.getTypes().some(admitsUndefined))

/** The schema of a union: an enumeration of its literals, or `anyOf` its members; `undefined` is no member. */
export function unionSchema(walk: Walk, type: UnionType, node: TypeNode | undefined): JsonSchema {
  const whole = enumSymbol(type)
  if (whole !== undefined) return enumSchema(walk, whole)
  const known = walk.names.get(type.id)
  if (known !== undefined) return referTo(known)
  const open = openUnions(walk)
  // Met within itself, as in `type Json = string | Json[]`.
  if (open.has(type.id)) return recursive(walk, type)
  open.add(type.id)
  const schema = membersSchema(walk, type, node)
  open.delete(type.id)
  const name = walk.names.get(type.id)
  if (name === undefined) return schema
  walk.definitions.set(name, { ...schema, title: name })
  return referTo(name)
}

const unions = new WeakMap<Walk, Set<number>>()

/** The unions that are being walked. */
function openUnions(walk: Walk): Set<number> {
  const open = unions.get(walk) ?? new Set()
  unions.set(walk, open)
  return open
}

/** Refers to the definition that the union will have; one without a name admits everything. */
function recursive(walk: Walk, type: UnionType): JsonSchema {
  const name = type.getAliasSymbol()?.name
  return name === undefined ? {} : referTo(takeName(walk, type.id, name))
}

function membersSchema(walk: Walk, type: UnionType, node: TypeNode | undefined): JsonSchema {
  const members = inWrittenOrder(walk.checker, type.getTypes(), node).filter((member) => !admitsUndefined(member))
  // Nothing but `undefined` or `void`: there is nothing to be said of what is left out.
  if (members.length === 0) return {}
  const parts = partsOf(walk, members)
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : { anyOf: parts }
}

/** The literals of a union as one enumeration where the first of them stands, enums as a whole, the rest one by one. */
function partsOf(walk: Walk, members: readonly Type[]): JsonSchema[] {
  const values: Json[] = []
  const enums = new Set<number>()
  const parts: (JsonSchema | 'literals' | 'boolean')[] = []
  const bothBooleans = members.filter((member) => member.isBooleanLiteralType()).length === 2
  for (const member of members) {
    const owner = wholeEnum(member, members)
    if (owner !== undefined) {
      if (!enums.has(owner.id)) parts.push(enumSchema(walk, owner))
      enums.add(owner.id)
    } else if (member.isBooleanLiteralType() && bothBooleans) {
      if (!parts.includes('boolean')) parts.push('boolean')
    } else if (member.isLiteralType() && typeof member.value !== 'bigint') {
      if (values.length === 0) parts.push('literals')
      values.push(member.value)
    } else parts.push(walk.schemaOf(member))
  }
  return parts.map((part) => (part === 'literals' ? literalSchema(values) : part === 'boolean' ? { type: 'boolean' } : part))
}

/** One value as `const`, several as `enum`, with the JSON type that all of them share. */
export function literalSchema(values: readonly Json[]): JsonSchema {
  const types = new Set(values.map(jsonTypeOf))
  const [first = null] = values
  const [type] = types
  const typed: JsonSchema = types.size === 1 && type !== undefined ? { type } : {}
  return values.length === 1 ? { const: first, ...typed } : { enum: values, ...typed }
}

function jsonTypeOf(value: Json): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}

/** The enum that a type is, or is the only member of. */
function enumSymbol(type: Type): Symbol | undefined {
  return (type.flags & TypeFlags.EnumLiteral) !== 0 && type.isUnionType() ? type.getSymbol() : undefined
}

/** The enum of this member when all of its members are there: TypeScript dissolves enums in unions. */
function wholeEnum(member: Type, members: readonly Type[]): Symbol | undefined {
  if ((member.flags & TypeFlags.EnumLiteral) === 0) return undefined
  const owner = member.getSymbol()?.getParent()
  if (owner === undefined) return undefined
  const present = members.filter((other) => other.getSymbol()?.getParent()?.id === owner.id).length
  return present === owner.getExports().size ? owner : undefined
}

/** Refers to the definition of an enum, which has its values in the order of their declaration. */
export function enumSchema(walk: Walk, symbol: Symbol): JsonSchema {
  const { name } = symbol
  if (!walk.definitions.has(name)) {
    const description = symbol.getDocumentationComment(walk.checker)
    walk.definitions.set(name, {
      ...literalSchema(enumValues(walk, symbol)),
      title: name,
      ...(description === '' ? {} : { description }),
    })
  }
  return referTo(name)
}

function enumValues(walk: Walk, symbol: Symbol): Json[] {
  const declaration = symbol.valueDeclaration?.resolve()
  if (declaration === undefined || !isEnumDeclaration(declaration)) return []
  return declaration.members.map((member) => walk.checker.getConstantValue(member) ?? null)
}
