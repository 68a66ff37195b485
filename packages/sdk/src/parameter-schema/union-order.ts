import {
  isEnumDeclaration,
  isIdentifier,
  isIndexedAccessTypeNode,
  isParenthesizedTypeNode,
  isTypeAliasDeclaration,
  isTypeOperatorNode,
  isTypeReferenceNode,
  isUnionTypeNode,
  type Node,
  SyntaxKind,
  type TypeNode,
} from 'typescript/unstable/ast'
import { type Checker, type Symbol, SymbolFlags, type Type, TypeFlags } from 'typescript/unstable/sync'

/** What identifies a member of a union: the value of a literal, or the type itself. */
const memberKey = (type: Type): string => {
  if ((type.flags & TypeFlags.Boolean) !== 0) return 'boolean'
  return type.isLiteralType() ? `${typeof type.value}:${String(type.value)}` : `#${type.id}`
}

/**
 * The members of a union in the order in which the source has them; those that the source does not show come last.
 *
 * The checker keeps unions sorted by its own ids, so the order is read from the type nodes: through aliases,
 * `(typeof LIST)[number]` and `keyof`.
 */
export function inWrittenOrder(checker: Checker, members: readonly Type[], node: TypeNode | undefined): readonly Type[] {
  if (node === undefined) return members
  const written = new Map(writtenKeys(checker, node).map((key, index) => [key, index]))
  const rank = (type: Type): number => written.get(memberKey(type)) ?? Number.MAX_SAFE_INTEGER
  return members.toSorted((left, right) => rank(left) - rank(right))
}

function writtenKeys(checker: Checker, node: TypeNode): readonly string[] {
  if (isParenthesizedTypeNode(node)) return writtenKeys(checker, node.type)
  if (isUnionTypeNode(node)) return node.types.flatMap((member) => writtenKeys(checker, member))
  if (isTypeReferenceNode(node) && isIdentifier(node.typeName)) {
    const declared = declarationOf(checker, checker.getSymbolAtLocation(node.typeName))
    if (declared !== undefined && isTypeAliasDeclaration(declared) && declared.typeParameters === undefined)
      return writtenKeys(checker, declared.type)
    if (declared !== undefined && isEnumDeclaration(declared))
      return declared.members.flatMap((member) => keysOf(checker.getTypeAtLocation(member)))
    // `Exclude<Mode, 'auto'>` is of what stands within.
    if (node.typeArguments !== undefined) return node.typeArguments.flatMap((argument) => writtenKeys(checker, argument))
  }
  if (isIndexedAccessTypeNode(node)) {
    const list = checker.getTypeFromTypeNode(node.objectType)
    if (list?.isTypeReference() && checker.isTupleType(list)) return checker.getTypeArguments(list).flatMap(keysOf)
  }
  if (isTypeOperatorNode(node) && node.operator === SyntaxKind.KeyOfKeyword) {
    const target = checker.getTypeFromTypeNode(node.type)
    return target === undefined ? [] : checker.getPropertiesOfType(target).map(({ name }) => `string:${name}`)
  }
  return keysOf(checker.getTypeFromTypeNode(node))
}

function keysOf(type: Type | undefined): readonly string[] {
  if (type === undefined) return []
  const own = memberKey(type)
  return type.isUnionType() && own !== 'boolean' ? [own, ...type.getTypes().flatMap(keysOf)] : [own]
}

/** Where a name was declared, imports followed. */
export function declarationOf(checker: Checker, symbol: Symbol | undefined): Node | undefined {
  if (symbol === undefined) return undefined
  const original = (symbol.flags & SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol)
  return (original.valueDeclaration ?? original.declarations[0])?.resolve()
}
