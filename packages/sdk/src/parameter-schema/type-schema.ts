import type { TypeNode } from 'typescript/unstable/ast'
import { type IntersectionType, SignatureKind, type Type, TypeFlags } from 'typescript/unstable/sync'
import { knownSchema } from './known-types.ts'
import { objectSchema } from './object-schema.ts'
import type { OpenProgram } from './open-program.ts'
import { enumSchema, literalSchema, unionSchema } from './union-schema.ts'
import type { JsonSchema, Walk } from './walk.ts'

/** Begins a walk over the types of a program. */
export function startWalk({ checker, program }: OpenProgram): Walk {
  const walk: Walk = {
    checker,
    program,
    definitions: new Map(),
    names: new Map(),
    schemaOf: (type, node) => schemaOf(walk, type, node),
  }
  return walk
}

/** Types that JSON cannot say, or that say nothing, give the schema that admits everything. */
function schemaOf(walk: Walk, type: Type, node: TypeNode | undefined): JsonSchema {
  const { flags } = type
  if ((flags & TypeFlags.Boolean) !== 0) return { type: 'boolean' }
  if (type.isLiteralType()) return literalOrEnum(walk, type, typeof type.value === 'bigint' ? Number(type.value) : type.value)
  if ((flags & TypeFlags.StringLike) !== 0) return { type: 'string' }
  if (type.isUnionType()) return unionSchema(walk, type, node)
  if ((flags & TypeFlags.NumberLike) !== 0) return { type: 'number' }
  // A number of JSON would do for most integers, so that the type has to be told.
  if ((flags & TypeFlags.BigIntLike) !== 0) return { type: 'integer', 'x-type': 'bigint' }
  if ((flags & TypeFlags.Null) !== 0) return { type: 'null' }
  if ((flags & TypeFlags.NonPrimitive) !== 0) return { type: 'object' }
  if (type.isIntersectionType()) return intersectionSchema(walk, type)
  if ((flags & TypeFlags.Instantiable) !== 0) return constraintSchema(walk, type)
  if (!type.isObjectType()) return {}
  return knownSchema(walk, type, node) ?? (isCallable(walk, type) ? {} : objectSchema(walk, type))
}

function literalOrEnum(walk: Walk, type: Type, value: string | number | boolean): JsonSchema {
  const owner = (type.flags & TypeFlags.EnumLiteral) === 0 ? undefined : type.getSymbol()?.getParent()
  // The type of an enum with one member is that member.
  return owner !== undefined && owner.getExports().size === 1 ? enumSchema(walk, owner) : literalSchema([value])
}

/** A branded primitive is that primitive; other intersections are objects with the properties of all parts. */
function intersectionSchema(walk: Walk, type: IntersectionType): JsonSchema {
  const primitive = type.getTypes().find((part) => (part.flags & TypeFlags.Primitive) !== 0)
  return primitive === undefined ? objectSchema(walk, type) : walk.schemaOf(primitive)
}

function constraintSchema(walk: Walk, type: Type): JsonSchema {
  const constraint = walk.checker.getBaseConstraintOfType(type)
  return constraint === undefined || constraint.id === type.id ? {} : walk.schemaOf(constraint)
}

const isCallable = (walk: Walk, type: Type): boolean => walk.checker.getSignaturesOfType(type, SignatureKind.Call).length > 0
