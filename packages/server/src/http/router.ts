import type { Method } from '@millrace/protocol'
import type { Operation } from './operation.ts'

interface Node {
  readonly fixed: Map<string, Node>
  any: Node | undefined
  readonly operations: Map<string, Entry>
}

interface Entry {
  readonly operation: Operation
  /** Names of the path's parameters, in order. */
  readonly names: readonly string[]
}

/** An operation whose path fits, with the parameters as decoded from the path. */
export interface Candidate {
  readonly operation: Operation
  readonly params: Readonly<Record<string, string>>
}

/** What a path leads to. */
export interface Found {
  /** Operations of the method asked for, fixed segments before parameters. */
  readonly candidates: readonly Candidate[]
  /** Operations of other methods. */
  readonly others: readonly Candidate[]
}

/** Finds operations by path, as Starlette does: trailing slashes count, fixed segments come first. */
export class Router {
  readonly #root: Node = newNode()

  constructor(operations: readonly Operation[]) {
    for (const operation of operations) this.#add(operation)
  }

  find(method: string, path: string): Found {
    const segments = decoded(path)
    if (segments === undefined) return { candidates: [], others: [] }
    const candidates: Candidate[] = []
    const others: Candidate[] = []
    for (const { node, values } of reach(this.#root, segments, 0, [])) {
      const exact = node.operations.get(method)
      if (exact !== undefined) candidates.push(toCandidate(exact, values))
      else for (const entry of node.operations.values()) others.push(toCandidate(entry, values))
    }
    return { candidates, others }
  }

  #add(operation: Operation): void {
    const names: string[] = []
    let node = this.#root
    for (const segment of operation.spec.path.slice(1).split('/')) {
      if (segment.startsWith('{')) {
        names.push(segment.slice(1, -1))
        node = node.any ??= newNode()
      } else {
        const next = node.fixed.get(segment) ?? newNode()
        node.fixed.set(segment, next)
        node = next
      }
    }
    node.operations.set(operation.spec.method satisfies Method, { operation, names })
  }
}

const newNode = (): Node => ({ fixed: new Map(), any: undefined, operations: new Map() })

/** `undefined` for a path that no route can have: half an escape, an encoded slash or NUL inside a segment. */
function decoded(path: string): string[] | undefined {
  const segments = path.slice(1).split('/')
  if (!path.includes('%')) return segments
  try {
    const texts = segments.map(decodeURIComponent)
    return texts.some((text) => text.includes('/') || text.includes('\0')) ? undefined : texts
  } catch {
    return undefined
  }
}

function* reach(
  node: Node,
  segments: readonly string[],
  at: number,
  values: readonly string[],
): Generator<{ node: Node; values: readonly string[] }> {
  const segment = segments[at]
  if (segment === undefined) {
    if (node.operations.size > 0) yield { node, values }
    return
  }
  const fixed = node.fixed.get(segment)
  if (fixed !== undefined) yield* reach(fixed, segments, at + 1, values)
  if (node.any !== undefined && segment !== '') yield* reach(node.any, segments, at + 1, [...values, segment])
}

const toCandidate = ({ operation, names }: Entry, values: readonly string[]): Candidate => ({
  operation,
  params: Object.fromEntries(names.map((name, index) => [name, values[index] ?? ''])),
})
