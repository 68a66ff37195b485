import { deadlockReason, lockTagLimits, tagOfLimit } from '../../concurrency/tag-limits.ts'
import { decayOf } from '../../concurrency/decay.ts'
import { SPREAD } from '../../concurrency/retry-after.ts'
import { type Lease, takeLease } from '../../concurrency/take-slots.ts'
import { deleteLeases, leasesOf, readLeases, slotsHeld } from '../../store/queries/concurrency-slots.ts'
import type { ConcurrencyLimitRow } from '../../store/schema.ts'
import type { Transaction } from '../../store/store.ts'
import { type TaskRule, type Transition, abort, accept, defineRule, wait } from '../rule.ts'
import type { TaskRun } from '../runs.ts'
import { jittered } from './jitter.ts'
import { ANY_STATE } from './state-sets.ts'

/** A limit on a tag, and how full it is. */
interface TagLimit {
  readonly tag: string
  readonly limit: number
  readonly level: number
  readonly avgOccupancy: number
}

/** What is known of the slots that a task run needs. */
type TaskSlots =
  | { readonly is: 'free' }
  | { readonly is: 'taken'; readonly lease: Lease }
  | { readonly is: 'impossible'; readonly tag: string }
  | { readonly is: 'full'; readonly limits: readonly TagLimit[] }

const FREE: TaskSlots = { is: 'free' }

/** Takes a slot of each limited tag that a task run carries before it runs, or makes it wait for them. */
export const secureTaskSlots: TaskRule = defineRule<TaskRun, TaskSlots>({
  name: 'secure-task-slots',
  from: ANY_STATE,
  to: ['RUNNING'],
  async gather(tx, transition) {
    const { run, now } = transition
    if (run.tags.length === 0) return FREE
    const limits = (await lockTagLimits(tx, run.tags)).filter(({ active }) => active)
    if (limits.length === 0) return FREE
    const zero = limits.find(({ limit }) => limit === 0)
    if (zero !== undefined) return { is: 'impossible', tag: tagOfLimit(zero.name) ?? '' }
    if (await holdsAlready(tx, transition, limits)) return FREE
    // Clients of task runs know no leases: the run gives back what it holds when it ends.
    const lease = await takeLease(tx, limits, 1, { holder: { type: 'task_run', id: run.id }, duration: null }, now)
    return lease === undefined ? { is: 'full', limits: await levelsOf(tx, limits, now) } : { is: 'taken', lease }
  },
  decide({ to, chance, generation, settings }, slots) {
    if (slots.is === 'impossible') return abort(deadlockReason(slots.tag))
    if (slots.is !== 'full') return accept(to)
    const [fullest] = slots.limits.toSorted((one, other) => other.level / other.limit - one.level / one.limit)
    const { tagConcurrencySlotWaitSeconds: longest } = settings.tasks
    if (!generation.spreadsTagWaits) return wait(longest, `Concurrency limit for the ${fullest?.tag ?? ''} tag has been reached`)
    const average = Math.min(fullest?.avgOccupancy ?? longest, longest)
    const tags = slots.limits.map(({ tag }) => tag).join(', ')
    return wait(Math.round(jittered(average, SPREAD, chance)), `Concurrency limit reached for tags: ${tags}`)
  },
  async undo(tx, _transition, slots) {
    if (slots.is === 'taken') await deleteLeases(tx, [slots.lease.id])
  },
})

/** A run that is proposed as RUNNING twice holds its slots already. */
async function holdsAlready(tx: Transaction, { run, from }: Transition<TaskRun>, limits: readonly ConcurrencyLimitRow[]): Promise<boolean> {
  if (from?.type !== 'RUNNING') return false
  const leases = await readLeases(tx, await leasesOf(tx, run.id))
  const held = new Set(leases.flatMap(({ holds }) => holds.map(({ limit_id }) => limit_id)))
  return limits.every(({ id }) => held.has(id))
}

async function levelsOf(tx: Transaction, limits: readonly ConcurrencyLimitRow[], now: string): Promise<TagLimit[]> {
  const levels: TagLimit[] = []
  for (const row of limits) {
    const { level } = decayOf(row, await slotsHeld(tx, row.id), now)
    levels.push({ tag: tagOfLimit(row.name) ?? '', limit: row.limit, level, avgOccupancy: row.avg_slot_occupancy_seconds })
  }
  return levels
}
