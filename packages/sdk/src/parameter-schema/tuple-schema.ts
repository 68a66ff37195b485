import { isTupleTypeNode, isTypeOperatorNode, type TypeNode } from 'typescript/unstable/ast'
import { ElementFlags, type TupleType, type Type } from 'typescript/unstable/sync'
import type { JsonSchema, Walk } from './walk.ts'

/** The schema of a tuple. What stands behind a rest element may be anywhere behind the first ones: JSON Schema has no word for the end. */
export function tupleSchema(walk: Walk, type: Type, node: TypeNode | undefined): JsonSchema {
  if (!type.isTypeReference()) return { type: 'array' }
  const flags = (type.getTarget() as Partial<TupleType>).elementFlags ?? []
  const items = walk.checker.getTypeArguments(type)
  const nodes = elementNodes(node)
  const firstRest = flags.findIndex((flag) => !isFixed(flag))
  const fixed = flags.slice(0, firstRest === -1 ? flags.length : firstRest)
  const behind = items.slice(fixed.length).map((item, index) => walk.schemaOf(item, nodes[fixed.length + index]))
  return {
    type: 'array',
    prefixItems: fixed.map((_, index) => (items[index] === undefined ? {} : walk.schemaOf(items[index], nodes[index]))),
    minItems: flags.filter((flag) => flag === ElementFlags.Required).length,
    ...(behind[0] === undefined ? { maxItems: fixed.length } : { items: behind.length === 1 ? behind[0] : { anyOf: behind } }),
  }
}

const isFixed = (flag: ElementFlags): boolean => flag === ElementFlags.Required || flag === ElementFlags.Optional

function elementNodes(node: TypeNode | undefined): readonly (TypeNode | undefined)[] {
  if (node === undefined) return []
  if (isTypeOperatorNode(node)) return elementNodes(node.type)
  if (!isTupleTypeNode(node)) return []
  return node.elements.map((element) => ('type' in element ? (element.type as TypeNode) : element))
}
