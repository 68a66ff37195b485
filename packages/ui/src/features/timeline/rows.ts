import type { TimelineLane } from '@millrace/protocol'
import type { Order } from './search.ts'

/** From how many task runs of one task on they stand in one row. */
const FOLDED_FROM = 21

/** One line of the timeline. */
export type Row =
  | {
      readonly kind: 'lane'
      readonly lane: TimelineLane
      readonly depth: number
      readonly opens: 'subflow' | undefined
      readonly open: boolean
    }
  | {
      readonly kind: 'group'
      readonly key: string
      readonly name: string
      readonly lanes: readonly TimelineLane[]
      readonly counts: Readonly<Record<string, number>>
      readonly depth: number
      readonly open: boolean
    }

export interface Arrangement {
  readonly order: Order
  /** Ids of subflow runs and keys of groups that are unfolded. */
  readonly open: ReadonlySet<string>
  readonly search: string
  readonly hideCompleted: boolean
  /** In which attempt of the flow run; undefined for all. */
  readonly attempt: number | undefined
  /** The lanes of a subflow run that is unfolded, on the clock of the whole; undefined while they are asked for. */
  readonly lanesOf: (id: string) => readonly TimelineLane[] | undefined
}

/** Lanes as rows: in the order that was chosen, mapped tasks folded into one row but for those that failed, subflow runs unfolded in place. */
export function rowsOf(lanes: readonly TimelineLane[], arrangement: Arrangement, depth = 0): Row[] {
  const { order, open, search, hideCompleted, attempt } = arrangement
  const chosen = order === 'critical' ? criticalPath(lanes) : lanes
  const text = search.trim().toLowerCase()
  const shown = chosen.filter(
    ({ name, group, state_type: type, attempt: its }) =>
      (text === '' || name.toLowerCase().includes(text) || group.toLowerCase().includes(text)) &&
      (!hideCompleted || type !== 'COMPLETED') &&
      (attempt === undefined || its === attempt || depth > 0),
  )
  const sorted = shown.toSorted((one, other) => (order === 'failed' ? rank(one) - rank(other) : 0) || startOf(one) - startOf(other))
  if (text !== '' || order === 'critical') return sorted.flatMap((lane) => laneRows(lane, arrangement, depth))
  const groups = groupsOf(sorted)
  const done = new Set<readonly TimelineLane[]>()
  const rows: Row[] = []
  // There may be tens of thousands, most of which are in a group that is shown already.
  for (const lane of sorted) {
    const all = groups[lane.kind].get(lane.group) ?? []
    if (all.length < FOLDED_FROM) {
      rows.push(...laneRows(lane, arrangement, depth))
      continue
    }
    if (done.has(all)) continue
    done.add(all)
    const key = `${lane.kind} ${lane.group}`
    const isOpen = open.has(key)
    const below = isOpen ? all : all.filter((each) => isFailed(each)).slice(0, MOST_FAILED)
    rows.push({ kind: 'group', key, name: lane.group, lanes: all, counts: countStates(all), depth, open: isOpen })
    for (const each of below) rows.push(...laneRows(each, arrangement, depth + 1))
  }
  return rows
}

const groupsOf = (lanes: readonly TimelineLane[]): Readonly<Record<TimelineLane['kind'], Map<string, TimelineLane[]>>> => {
  const { 'task-run': tasks = [], 'flow-run': flows = [] } = Object.groupBy(lanes, ({ kind }) => kind)
  return { 'task-run': Map.groupBy(tasks, ({ group }) => group), 'flow-run': Map.groupBy(flows, ({ group }) => group) }
}

/** Failed runs of a folded row that stand below it by themselves. */
const MOST_FAILED = 50

function laneRows(lane: TimelineLane, arrangement: Arrangement, depth: number): Row[] {
  const open = lane.kind === 'flow-run' && arrangement.open.has(lane.id)
  const row: Row = { kind: 'lane', lane, depth, opens: lane.kind === 'flow-run' ? 'subflow' : undefined, open }
  return open ? [row, ...rowsOf(arrangement.lanesOf(lane.id) ?? [], { ...arrangement, order: 'start' }, depth + 1)] : [row]
}

export const isFailed = ({ state_type: type }: TimelineLane): boolean => type === 'FAILED' || type === 'CRASHED'

const RANKS: readonly string[] = ['CRASHED', 'FAILED', 'RUNNING', 'CANCELLING', 'PAUSED', 'CANCELLED', 'PENDING', 'SCHEDULED', 'COMPLETED']
const rank = ({ state_type: type }: TimelineLane): number => RANKS.indexOf(type)

/** When a lane begins; those that have not begun come last. */
export const startOf = ({ segments }: TimelineLane): number => segments[0]?.from ?? Number.MAX_SAFE_INTEGER

/** When a lane ends; undefined while it goes on. */
const endOf = ({ segments }: TimelineLane): number | undefined => segments.at(-1)?.until ?? undefined

function countStates(lanes: readonly TimelineLane[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { state_type: type } of lanes) counts[type] = (counts[type] ?? 0) + 1
  return counts
}

/** The chain of task runs that the end had to wait for: from the one that ended last back over the input that came last. */
export function criticalPath(lanes: readonly TimelineLane[]): TimelineLane[] {
  const byId = new Map(lanes.flatMap((lane) => [[lane.id, lane] as const, [lane.task_run_id, lane] as const]))
  const ended = (lane: TimelineLane): number => endOf(lane) ?? Number.MAX_SAFE_INTEGER
  const last = (some: readonly TimelineLane[]): TimelineLane | undefined =>
    some.reduce<TimelineLane | undefined>((best, lane) => (best === undefined || ended(lane) > ended(best) ? lane : best), undefined)
  const path: TimelineLane[] = []
  const seen = new Set<string>()
  for (let at = last(lanes); at !== undefined && !seen.has(at.id);) {
    path.push(at)
    seen.add(at.id)
    at = last(at.parents.flatMap((id) => byId.get(id) ?? []))
  }
  return path.toReversed()
}
