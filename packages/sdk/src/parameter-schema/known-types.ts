import type { TypeNode } from 'typescript/unstable/ast'
import { isArrayTypeNode, isTypeOperatorNode, isTypeReferenceNode } from 'typescript/unstable/ast'
import { type Symbol, SymbolFlags, type Type } from 'typescript/unstable/sync'
import { tupleSchema } from './tuple-schema.ts'
import type { JsonSchema, Walk } from './walk.ts'

const PLAIN: Readonly<Record<string, JsonSchema>> = {
  Date: { type: 'string', format: 'date-time' },
  URL: { type: 'string', format: 'uri' },
  RegExp: { type: 'string', format: 'regex' },
  Uint8Array: { type: 'string', format: 'binary' },
  Buffer: { type: 'string', format: 'binary' },
  ArrayBuffer: { type: 'string', format: 'binary' },
  Function: {},
}

/** The schema of a type that TypeScript's own libraries declare and JSON has a way to write; undefined for all others. */
export function knownSchema(walk: Walk, type: Type, node: TypeNode | undefined): JsonSchema | undefined {
  if (!type.isObjectType()) return undefined
  if (walk.checker.isTupleType(type)) return tupleSchema(walk, type, node)
  if (walk.checker.isArrayType(type)) return { type: 'array', items: itemSchema(walk, type, node, 0) }
  const symbol = type.getSymbol()
  if (symbol === undefined || !isFromLibrary(walk, symbol)) return undefined
  switch (symbol.name) {
    case 'Set':
    case 'ReadonlySet':
      return { type: 'array', items: itemSchema(walk, type, node, 0), uniqueItems: true }
    case 'Map':
    case 'ReadonlyMap':
      return { type: 'object', additionalProperties: itemSchema(walk, type, node, 1), 'x-type': 'Map' }
    case 'Promise':
      return itemSchema(walk, type, node, 0)
    default:
      return PLAIN[symbol.name] ?? (hasMethods(walk, type) ? {} : undefined)
  }
}

/** An `AbortSignal`, a `Blob`, an iterator: JSON has no such thing. */
const hasMethods = (walk: Walk, type: Type): boolean =>
  walk.checker.getPropertiesOfType(type).some(({ flags }) => (flags & SymbolFlags.Method) !== 0)

/** True for what the libraries of TypeScript and Node declare. */
export function isFromLibrary(walk: Walk, symbol: Symbol): boolean {
  const path = symbol.declarations[0]?.path
  if (path === undefined) return false
  return path.includes('/node_modules/@types/node/') || walk.program.getSourceFileMetadataByPath(path)?.isDefaultLibrary === true
}

function itemSchema(walk: Walk, type: Type, node: TypeNode | undefined, index: number): JsonSchema {
  const item = type.isTypeReference() ? walk.checker.getTypeArguments(type)[index] : undefined
  return item === undefined ? {} : walk.schemaOf(item, itemNode(node, index))
}

function itemNode(node: TypeNode | undefined, index: number): TypeNode | undefined {
  if (node === undefined) return undefined
  if (isTypeOperatorNode(node)) return itemNode(node.type, index)
  if (isArrayTypeNode(node)) return node.elementType
  return isTypeReferenceNode(node) ? node.typeArguments?.[index] : undefined
}
