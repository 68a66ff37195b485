import type { Json } from '@millrace/protocol'
import {
  type ElementAccessExpression,
  isArrayLiteralExpression,
  isAsExpression,
  isBigIntLiteral,
  isBinaryExpression,
  isElementAccessExpression,
  isIdentifier,
  isNewExpression,
  isNumericLiteral,
  isObjectLiteralExpression,
  isParenthesizedExpression,
  isPrefixUnaryExpression,
  isPropertyAccessExpression,
  isPropertyAssignment,
  isSatisfiesExpression,
  isNoSubstitutionTemplateLiteral,
  isStringLiteral,
  isTypeAssertion,
  type NoSubstitutionTemplateLiteral,
  type StringLiteral,
  isVariableDeclaration,
  type Node,
  NodeFlags,
  type ObjectLiteralExpression,
  type PropertyAccessExpression,
  SyntaxKind,
} from 'typescript/unstable/ast'
import type { Checker } from 'typescript/unstable/sync'
import { declarationOf } from './union-order.ts'

/** A string in quotes, or in backticks without a placeholder. */
export const isTextLiteral = (node: Node): node is StringLiteral | NoSubstitutionTemplateLiteral =>
  isStringLiteral(node) || isNoSubstitutionTemplateLiteral(node)

/** The value of an initialiser that can be told without running it, as JSON; undefined for any other. */
export function literalValue(checker: Checker, node: Node): Json | undefined {
  if (isTextLiteral(node)) return node.text
  if (isNumericLiteral(node)) return Number(node.text.replaceAll('_', ''))
  if (isBigIntLiteral(node)) return exactInteger(node.text)
  if (isParenthesizedExpression(node) || isAsExpression(node) || isSatisfiesExpression(node) || isTypeAssertion(node))
    return literalValue(checker, node.expression)
  if (isPrefixUnaryExpression(node)) return signed(node.operator, literalValue(checker, node.operand))
  if (isArrayLiteralExpression(node)) return allOrNothing(node.elements.map((element) => literalValue(checker, element)))
  if (isObjectLiteralExpression(node)) return objectValue(checker, node)
  if (isPropertyAccessExpression(node)) return memberValue(checker, node, node.name.text)
  if (isElementAccessExpression(node)) return memberValue(checker, node, literalValue(checker, node.argumentExpression))
  if (isBinaryExpression(node))
    return computed(node.operatorToken.kind, literalValue(checker, node.left), literalValue(checker, node.right))
  if (isNewExpression(node)) return dateValue(checker, node.expression, node.arguments ?? [])
  if (isIdentifier(node)) return constantValue(checker, node)
  if (node.kind === SyntaxKind.TrueKeyword) return true
  if (node.kind === SyntaxKind.FalseKeyword) return false
  return node.kind === SyntaxKind.NullKeyword ? null : undefined
}

const signed = (operator: SyntaxKind, value: Json | undefined): Json | undefined => {
  if (typeof value === 'boolean' && operator === SyntaxKind.ExclamationToken) return !value
  if (typeof value !== 'number') return undefined
  if (operator === SyntaxKind.MinusToken) return -value
  return operator === SyntaxKind.PlusToken ? value : undefined
}

/** `60 * 60`, as people write seconds. */
function computed(operator: SyntaxKind, left: Json | undefined, right: Json | undefined): Json | undefined {
  if (typeof left !== 'number' || typeof right !== 'number') return undefined
  const value = arithmetic(operator, left, right)
  return value !== undefined && Number.isFinite(value) ? value : undefined
}

function arithmetic(operator: SyntaxKind, left: number, right: number): number | undefined {
  if (operator === SyntaxKind.AsteriskToken) return left * right
  if (operator === SyntaxKind.PlusToken) return left + right
  if (operator === SyntaxKind.MinusToken) return left - right
  if (operator === SyntaxKind.SlashToken) return left / right
  return operator === SyntaxKind.AsteriskAsteriskToken ? left ** right : undefined
}

const allOrNothing = (values: readonly (Json | undefined)[]): Json | undefined =>
  values.every((value) => value !== undefined) ? values : undefined

function objectValue(checker: Checker, node: ObjectLiteralExpression): Json | undefined {
  const entries: [string, Json][] = []
  for (const property of node.properties) {
    if (!isPropertyAssignment(property) || !(isIdentifier(property.name) || isTextLiteral(property.name))) return undefined
    const value = literalValue(checker, property.initializer)
    if (value === undefined) return undefined
    entries.push([property.name.text, value])
  }
  return Object.fromEntries(entries)
}

/** `Colour.Red`, `DEFAULTS.days` or `MODES[0]` of a constant. */
function memberValue(checker: Checker, node: PropertyAccessExpression | ElementAccessExpression, name: Json | undefined): Json | undefined {
  const type = checker.getTypeAtLocation(node)
  if (type?.isStringLiteralType() || type?.isNumberLiteralType() || type?.isBooleanLiteralType()) return type.value
  const object = literalValue(checker, node.expression)
  if (typeof object !== 'object' || object === null || (typeof name !== 'string' && typeof name !== 'number')) return undefined
  return new Map(Object.entries(object)).get(String(name))
}

/** `5n`, as far as a number of JSON can say it. */
function exactInteger(text: string): number | undefined {
  const value = Number(text.slice(0, -1).replaceAll('_', ''))
  return Number.isSafeInteger(value) ? value : undefined
}

/** `new Date('2026-01-01')`; without arguments it is another value at each run. */
function dateValue(checker: Checker, constructed: Node, given: readonly Node[]): Json | undefined {
  const [argument] = given
  if (!isIdentifier(constructed) || !['Date', 'URL'].includes(constructed.text) || argument === undefined) return undefined
  const value = literalValue(checker, argument)
  if (constructed.text === 'URL') return given.length === 1 ? value : undefined
  const date = typeof value === 'string' || typeof value === 'number' ? new Date(value) : undefined
  return date === undefined || Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}

/** A name that a `const` gives to such a value. */
function constantValue(checker: Checker, node: Node): Json | undefined {
  const declaration = declarationOf(checker, checker.getSymbolAtLocation(node))
  if (declaration === undefined || !isVariableDeclaration(declaration) || declaration.initializer === undefined) return undefined
  const isConst = (declaration.parent.flags & NodeFlags.Const) !== 0
  return isConst ? literalValue(checker, declaration.initializer) : undefined
}
