import {
  type ArrowFunction,
  type CallExpression,
  type FunctionDeclaration,
  type FunctionExpression,
  isArrowFunction,
  isAsExpression,
  isCallExpression,
  isExportAssignment,
  isFunctionDeclaration,
  isFunctionExpression,
  isIdentifier,
  isMethodDeclaration,
  isObjectLiteralExpression,
  isParenthesizedExpression,
  isPropertyAccessExpression,
  isPropertyAssignment,
  isSatisfiesExpression,
  isVariableDeclaration,
  type MethodDeclaration,
  type Node,
} from 'typescript/unstable/ast'
import { isTextLiteral } from './literal-values.ts'
import type { OpenProgram } from './open-program.ts'
import { declarationOf } from './union-order.ts'

export type FlowFunction = FunctionDeclaration | FunctionExpression | ArrowFunction | MethodDeclaration

/** By what a flow is known: the name after the colon of its entrypoint, and its own. */
export interface FlowNames {
  readonly name: string
  readonly flowName?: string | undefined
}

/** Finds the function of a flow: by export, else by the name of a variable or function, else by the flow's name. */
export function findFunction(program: OpenProgram, names: FlowNames): FlowFunction | undefined {
  const { checker, sourceFile } = program
  const module = checker.getSymbolAtLocation(sourceFile)
  const exported = module === undefined ? undefined : checker.getMemberInModuleExports(module, names.name)
  const found = functionOf(program, declarationOf(checker, exported))
  return found ?? search(program, sourceFile, names)
}

function search(program: OpenProgram, root: Node, { name, flowName }: FlowNames): FlowFunction | undefined {
  let named: FlowFunction | undefined
  let called: FlowFunction | undefined
  const visit = (node: Node): void => {
    if ((isVariableDeclaration(node) || isFunctionDeclaration(node) || isFunctionExpression(node)) && textOf(node.name) === name)
      named ??= functionOf(program, node)
    if (isCallExpression(node) && [name, flowName].includes(nameOption(node))) called ??= functionOf(program, node)
    node.forEachChild(visit)
  }
  visit(root)
  return named ?? called
}

const textOf = (name: Node | undefined): string | undefined => (name !== undefined && isIdentifier(name) ? name.text : undefined)

/** The `name` of a call's options: `flow({ name: 'daily' }, …)`. */
function nameOption(call: CallExpression): string | undefined {
  for (const argument of call.arguments) {
    if (!isObjectLiteralExpression(argument)) continue
    for (const property of argument.properties)
      if (isPropertyAssignment(property) && textOf(property.name) === 'name' && isTextLiteral(property.initializer))
        return property.initializer.text
  }
  return undefined
}

/** The function that an expression or declaration comes down to: through `flow(…)`, names and casts. */
function functionOf(program: OpenProgram, node: Node | undefined): FlowFunction | undefined {
  if (node === undefined) return undefined
  if (isFunctionDeclaration(node) || isFunctionExpression(node) || isArrowFunction(node) || isMethodDeclaration(node)) return node
  if (isVariableDeclaration(node) || isPropertyAssignment(node)) return functionOf(program, node.initializer)
  if (isExportAssignment(node) || isParenthesizedExpression(node) || isAsExpression(node) || isSatisfiesExpression(node))
    return functionOf(program, node.expression)
  if (isIdentifier(node) || (isPropertyAccessExpression(node) && isIdentifier(node.name))) {
    const declared = declarationOf(program.checker, program.checker.getSymbolAtLocation(isIdentifier(node) ? node : node.name))
    return declared === node ? undefined : functionOf(program, declared)
  }
  return isCallExpression(node) ? functionOfCall(program, node) : undefined
}

function functionOfCall(program: OpenProgram, call: CallExpression): FlowFunction | undefined {
  for (const argument of call.arguments.toReversed()) {
    const found = functionOf(program, argument)
    if (found !== undefined) return found
  }
  // `flow(fn).with({ … })` is the flow before the dot.
  return isPropertyAccessExpression(call.expression) ? functionOf(program, call.expression.expression) : undefined
}
