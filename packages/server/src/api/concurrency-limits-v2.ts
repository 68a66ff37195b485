import { addSeconds, type concurrencyLimitV2Routes, type Handlers, Reply, uuid } from '@millrace/protocol'
import { z } from 'zod'
import type { Acquired, Wanted } from '../concurrency/acquire.ts'
import { changeLimit, type LimitUpdate } from '../concurrency/change-limit.ts'
import { forgetOwnLimit } from '../concurrency/deployment-limit.ts'
import { freeLeases, giveBack } from '../concurrency/free-slots.ts'
import { SlotLine } from '../concurrency/slot-line.ts'
import { concurrencyLimitChanged } from '../events/changes/concurrency-limit.ts'
import { tell } from '../events/tell.ts'
import { newId } from '../orchestration/chance.ts'
import type { RequestContext } from '../http/request-context.ts'
import { InvalidRequest } from '../http/problem.ts'
import { problemsOf } from '../http/validation-errors.ts'
import { deleteLimit, findLimit, insertLimit, type LimitKey, listLimits } from '../store/queries/concurrency-limits.ts'
import { extendLease, overrideSlots } from '../store/queries/concurrency-slots.ts'
import { IntegrityError } from '../store/errors.ts'
import { awaitSlots, type Waiting } from './await-slots.ts'
import { Gone, Locked, NotFound, Unprocessable } from './errors.ts'
import { sliceOf } from './page.ts'
import { preferredWait } from './prefer-wait.ts'
import { presentHeld, presentLimit } from './present-concurrency-limit.ts'

const ABSENT = 'Concurrency Limit not found'
const LEASE = z.object({ lease_id: uuid })
const LEASE_GONE = 'Lease not found - it may have expired or been revoked'

/** Handlers of the routes of limits by name. */
export function concurrencyLimitV2Handlers(): Handlers<typeof concurrencyLimitV2Routes, RequestContext> {
  const line = new SlotLine()
  return {
    async create(context, { body: { active_slots: slots, ...body } }) {
      const limit = await context.store.write(async (tx) => {
        const row = await insertLimit(tx, { id: newId(), ...body }, context.clock.now())
        if (slots > 0) await overrideSlots(tx, row.id, slots, newId())
        await tell(context, tx, [concurrencyLimitChanged('created', row)])
        return row
      })
      const { denied_slots, avg_slot_occupancy_seconds } = limit
      return { ...presentLimit({ ...limit, held: slots }, limit.created), denied_slots, avg_slot_occupancy_seconds }
    },

    async read({ store, clock }, { params }) {
      const limit = await store.read((queries) => findLimit(queries, keyOf(params.id_or_name)))
      if (limit === undefined) throw new NotFound(ABSENT)
      return presentLimit(limit, clock.now())
    },

    async filter(context, { body }) {
      const limits = await context.store.read((queries) => listLimits(queries, sliceOf(context, body)))
      const now = context.clock.now()
      return limits.map((limit) => presentLimit(limit, now))
    },

    async update(context, { params, body }) {
      await context.store.write(async (tx) => {
        const key = keyOf(params.id_or_name)
        if ((await findLimit(tx, key)) === undefined) throw new NotFound(ABSENT)
        const row = await changeLimit(tx, key, withoutNulls(body), context.clock.now())
        if (row === undefined) throw new NotFound(ABSENT)
        await tell(context, tx, [concurrencyLimitChanged('updated', row)])
      })
      return undefined
    },

    async delete(context, { params }) {
      await context.store.write(async (tx) => {
        const row = await deleteLimit(tx, keyOf(params.id_or_name))
        if (row === undefined) throw new NotFound(ABSENT)
        await forgetOwnLimit(tx, row.name, context.clock.now())
        await tell(context, tx, [concurrencyLimitChanged('deleted', row)])
      })
      return undefined
    },

    async increment(context, { body: { names, slots, mode }, headers, signal }) {
      const waiting = { wait: preferredWait(headers['prefer']), signal, key: undefined }
      const { limits } = await take(context, line, { names, slots, mode, terms: null }, waiting)
      return new Reply(200, limits.map(presentHeld), applied(waiting))
    },

    async incrementWithLease(context, { body: { names, slots, mode, lease_duration: duration, holder }, headers, signal }) {
      const waiting = { wait: preferredWait(headers['prefer']), signal, key: holder?.id }
      const { limits, lease } = await take(context, line, { names, slots, mode, terms: { holder: holder ?? null, duration } }, waiting)
      return new Reply(200, { lease_id: lease?.id ?? '', limits: limits.map(presentHeld) }, applied(waiting))
    },

    async decrement(context, { body: { names, slots, occupancy_seconds: occupancy } }) {
      const { store, clock } = context
      const limits = await store.write((tx) => giveBack(context, tx, { names, slots, occupancySeconds: occupancy ?? null }, clock.now()))
      return limits.map(presentHeld)
    },

    async decrementWithLease(context, { body }) {
      const { store, clock } = context
      await store.write((tx) => freeLeases(context, tx, [body.lease_id], clock.now()))
      return undefined
    },

    async renewLease({ store, clock }, { params, body: { lease_duration: duration } }) {
      const id = leaseIdOf(params)
      const renewed = await store.write((tx) => extendLease(tx, id, addSeconds(clock.now(), duration), duration))
      if (!renewed) throw new Gone(LEASE_GONE)
      return undefined
    },
  }
}

/** Anything that reads as a uuid is an id, everything else a name. */
function keyOf(idOrName: string): LimitKey {
  const id = uuid.safeParse(idOrName)
  return id.success ? { id: id.data } : { name: idOrName }
}

function leaseIdOf(params: { readonly lease_id: string }): string {
  const parsed = LEASE.safeParse(params)
  if (parsed.success) return parsed.data.lease_id
  throw new InvalidRequest(problemsOf(LEASE, parsed.error.issues, params, 'path'), undefined)
}

/** A field that is named and null would take away what no limit can be without. */
function withoutNulls(update: { readonly [Field in keyof LimitUpdate]: LimitUpdate[Field] | null }): LimitUpdate {
  const empty = Object.entries(update).find(([, value]) => value === null)
  if (empty !== undefined) throw new IntegrityError('other', new Error(`expected a value for ${empty[0]}, got null`))
  return update as LimitUpdate
}

/** Says that a refusal was held back. */
const applied = ({ wait }: Waiting): Record<string, string> => (wait === 0 ? {} : { 'Preference-Applied': `wait=${wait}` })

type Taken = Extract<Acquired, { readonly outcome: 'taken' }>

/** Takes slots, or throws what the refusal is called over HTTP. */
async function take(
  context: RequestContext,
  line: SlotLine,
  wanted: Omit<Wanted, 'createMissing' | 'longestWait'>,
  waiting: Waiting,
): Promise<Taken> {
  const createMissing = context.caller.prefectVersion?.startsWith('2.') === true
  const { maximumConcurrencySlotWaitSeconds: longestWait } = context.settings.server.concurrency
  const acquired = await awaitSlots(context, line, { ...wanted, createMissing, longestWait }, waiting)
  if (acquired.outcome === 'taken') return acquired
  throw refusalOf(acquired)
}

function refusalOf(refused: Exclude<Acquired, Taken>): Error {
  if (refused.outcome === 'full') return new Locked('Locked', refused.retryAfter)
  if (refused.outcome === 'too-many') return new Unprocessable('Slots requested is greater than the limit')
  return new Unprocessable(
    `Only concurrency limits with slot decay can be used for rate limiting. The following limits do not have a decay configured: '${refused.names.join(',')}'`,
  )
}
