import type { TimelineLane } from '@millrace/protocol'

/** A node of the graph: one run, or all runs of one task. */
export interface GraphNode {
  readonly id: string
  readonly name: string
  readonly lanes: readonly TimelineLane[]
  readonly column: number
  readonly row: number
}

interface GraphLayout {
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly { readonly from: GraphNode; readonly to: GraphNode }[]
  readonly columns: number
  readonly rows: number
  readonly folded: boolean
}

/** From how many runs on those of one task are one node. */
const FOLDED_FROM = 200

/** Places runs by how many steps they are from the beginning, and beside what they got their inputs from. */
export function layoutOf(lanes: readonly TimelineLane[]): GraphLayout {
  const folded = lanes.length > FOLDED_FROM
  const keyOf = (lane: TimelineLane): string => (folded ? `${lane.kind} ${lane.group}` : lane.id)
  const members = Map.groupBy(lanes, keyOf)
  const keyById = new Map(lanes.flatMap((lane) => [[lane.id, keyOf(lane)] as const, [lane.task_run_id, keyOf(lane)] as const]))
  const parents = new Map<string, Set<string>>()
  for (const [key, all] of members) {
    const above = all.flatMap((lane) => lane.parents.flatMap((id) => keyById.get(id) ?? []))
    parents.set(key, new Set(above.filter((other) => other !== key)))
  }
  const columns = depthsOf(parents)
  const byColumn = Map.groupBy(members.keys(), (key) => columns.get(key) ?? 0)
  const nodes = new Map<string, GraphNode>()
  for (const column of [...byColumn.keys()].toSorted((one, other) => one - other)) {
    const keys = byColumn.get(column) ?? []
    // Beside the middle of their inputs, so that few edges cross.
    const wish = (key: string): number => meanOf([...(parents.get(key) ?? [])].flatMap((other) => nodes.get(other)?.row ?? []))
    const ordered = keys
      .map((key, index) => ({ key, index, wish: wish(key) }))
      .toSorted((one, other) => one.wish - other.wish || one.index - other.index)
    for (const [row, { key }] of ordered.entries()) {
      const all = members.get(key) ?? []
      const [first] = all
      if (first !== undefined) nodes.set(key, { id: key, name: folded ? first.group : first.name, lanes: all, column, row })
    }
  }
  const edges = [...parents].flatMap(([key, above]) =>
    [...above].flatMap((other) => {
      const [from, to] = [nodes.get(other), nodes.get(key)]
      return from === undefined || to === undefined ? [] : [{ from, to }]
    }),
  )
  return {
    nodes: [...nodes.values()],
    edges,
    columns: Math.max(0, ...byColumn.keys()) + 1,
    rows: Math.max(1, ...[...byColumn.values()].map((keys) => keys.length)),
    folded,
  }
}

/** The longest way from a beginning to each; what goes in circles, which folding may make, stops there. */
function depthsOf(parents: ReadonlyMap<string, ReadonlySet<string>>): Map<string, number> {
  const depths = new Map<string, number>()
  const under = new Set<string>()
  const depth = (key: string): number => {
    const known = depths.get(key)
    if (known !== undefined) return known
    if (under.has(key)) return 0
    under.add(key)
    let deepest = 0
    for (const other of parents.get(key) ?? []) deepest = Math.max(deepest, depth(other) + 1)
    under.delete(key)
    depths.set(key, deepest)
    return deepest
  }
  for (const key of parents.keys()) depth(key)
  return depths
}

const meanOf = (numbers: readonly number[]): number =>
  numbers.length === 0 ? Number.MAX_SAFE_INTEGER : numbers.reduce((sum, each) => sum + each, 0) / numbers.length
