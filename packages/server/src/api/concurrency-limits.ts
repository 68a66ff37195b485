import { type concurrencyLimitRoutes, type Handlers, Reply, type TagConcurrencyLimit, type Timestamp } from '@millrace/protocol'
import { changeLimit } from '../concurrency/change-limit.ts'
import {
  deadlockReason,
  freeTagSlots,
  limitOfTag,
  lockTagLimits,
  resetTagLimit,
  TAG_PREFIX,
  tagOfLimit,
} from '../concurrency/tag-limits.ts'
import { retryAfter } from '../concurrency/retry-after.ts'
import { takeLease } from '../concurrency/take-slots.ts'
import { concurrencyLimitChanged } from '../events/changes/concurrency-limit.ts'
import { tell } from '../events/tell.ts'
import { drawChance, newId } from '../orchestration/chance.ts'
import type { RequestContext } from '../http/request-context.ts'
import { deleteLimit, findLimit, insertLimit, type LimitKey, listLimits, lockLimit } from '../store/queries/concurrency-limits.ts'
import { holdersOf } from '../store/queries/concurrency-slots.ts'
import type { ConcurrencyLimitRow } from '../store/schema.ts'
import type { Queries, Transaction } from '../store/store.ts'
import { Locked, NotFound } from './errors.ts'
import { sliceOf } from './page.ts'
import { presentHeld, presentTagLimit } from './present-concurrency-limit.ts'

const ABSENT = 'Concurrency limit not found'

/** Handlers of the routes of limits on tags; such a limit is the one named `tag:<tag>`. */
export const concurrencyLimitHandlers: Handlers<typeof concurrencyLimitRoutes, RequestContext> = {
  async create(context, { body: { tag, concurrency_limit: limit } }) {
    const name = limitOfTag(tag)
    return await context.store.write(async (tx) => {
      const now = context.clock.now()
      const changed = await changeLimit(tx, { name }, { limit }, now)
      const row = changed ?? (await insertLimit(tx, { id: newId(), name, limit }, now))
      await tell(context, tx, [concurrencyLimitChanged(changed === undefined ? 'created' : 'updated', row)])
      return new Reply(changed === undefined ? 201 : 200, await readTagLimit(tx, { name }))
    })
  },

  read: ({ store }, { params }) => store.read((queries) => readTagLimit(queries, params)),
  readByTag: ({ store }, { params }) => store.read((queries) => readTagLimit(queries, { name: limitOfTag(params.tag) })),

  async filter(context, { body }) {
    return await context.store.read(async (queries) => {
      const limits = await listLimits(queries, { ...sliceOf(context, body), prefix: TAG_PREFIX })
      const ids = limits.map(({ id }) => id)
      const holders = await holdersOf(queries, ids, 'task_run')
      return limits.map((limit) => presentTagLimit(limit, tagOfLimit(limit.name) ?? '', holders.get(limit.id) ?? []))
    })
  },

  async reset({ store, clock }, { params, body }) {
    await store.write(async (tx) => {
      const limit = await lockLimit(tx, { name: limitOfTag(params.tag) })
      if (limit === undefined) throw new NotFound(ABSENT)
      await resetTagLimit(tx, limit.id, body.slot_override ?? [], clock.now())
    })
    return null
  },

  async delete(context, { params }) {
    await deleteOne(context, params)
    return null
  },

  async deleteByTag(context, { params }) {
    await deleteOne(context, { name: limitOfTag(params.tag) })
    return null
  },

  async increment({ store, clock, settings }, { body: { names, task_run_id: taskRunId } }) {
    const limits = await store.write(async (tx) => {
      const found = await lockTagLimits(tx, names)
      const taken = await takeForTask(tx, found, taskRunId, clock.now())
      if (taken.full === undefined) return found
      throw new Locked(taken.full, taken.deadlock ? undefined : untilNextTry(found, settings.server.tasks.tagConcurrencySlotWaitSeconds))
    })
    return limits.filter(({ active }) => active).map((limit) => ({ ...presentHeld(limit), name: tagOfLimit(limit.name) ?? limit.name }))
  },

  async decrement(context, { body: { names, task_run_id: taskRunId } }) {
    const limits = await context.store.write(async (tx) => {
      const found = await lockTagLimits(tx, names)
      await freeTagSlots(context, tx, found, taskRunId, context.clock.now())
      return found
    })
    return limits.map(presentHeld)
  },
}

async function readTagLimit(queries: Queries, key: LimitKey): Promise<TagConcurrencyLimit> {
  const limit = await findLimit(queries, key)
  const tag = limit === undefined ? undefined : tagOfLimit(limit.name)
  if (limit === undefined || tag === undefined) throw new NotFound(ABSENT)
  const holders = await holdersOf(queries, [limit.id], 'task_run')
  return presentTagLimit(limit, tag, holders.get(limit.id) ?? [])
}

const deleteOne = (context: RequestContext, key: LimitKey): Promise<void> =>
  context.store.write(async (tx) => {
    const row = await deleteLimit(tx, key)
    if (row === undefined) throw new NotFound(ABSENT)
    await tell(context, tx, [concurrencyLimitChanged('deleted', row)])
  })

interface TakenForTask {
  /** Why nothing was taken. */
  readonly full?: string
  readonly deadlock?: boolean
}

/** Callers that came in vain hold no place in a line, so that many of them may ask again at once: none does so within a second. */
const LEAST_WAIT = 1

/** Seconds after which a slot is likely to be free, by how long they are held; `longest` at most, which is what Prefect always says. */
const untilNextTry = (limits: readonly ConcurrencyLimitRow[], longest: number): number =>
  Math.min(
    longest,
    Math.max(
      LEAST_WAIT,
      retryAfter(
        limits.filter(({ active }) => active),
        1,
        longest,
        drawChance(),
      ),
    ),
  )

/** Takes a slot of each limit for a task run that cannot renew a lease and so holds it until it gives it back. */
async function takeForTask(
  tx: Transaction,
  limits: readonly ConcurrencyLimitRow[],
  taskRunId: string,
  now: Timestamp,
): Promise<TakenForTask> {
  const zero = limits.find(({ limit }) => limit === 0)
  if (zero !== undefined) return { full: deadlockReason(tagOfLimit(zero.name) ?? ''), deadlock: true }
  const active = limits.filter((limit) => limit.active)
  if (active.length === 0) return {}
  const lease = await takeLease(tx, active, 1, { holder: { type: 'task_run', id: taskRunId }, duration: null }, now)
  if (lease !== undefined) return {}
  return { full: `Concurrency limit for the ${tagOfLimit(active[0]?.name ?? '') ?? ''} tag has been reached` }
}
