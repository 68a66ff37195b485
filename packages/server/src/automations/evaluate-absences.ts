import { addSeconds, type Timestamp } from '@millrace/protocol'
import type { ServerContext } from '../context.ts'
import { type BucketId, bucketsOver, sweepBuckets } from '../store/queries/automation-buckets.ts'
import { oldestAutomationEvent } from '../store/queries/automation-events.ts'
import { lockAutomations } from '../store/queries/automation-version.ts'
import { settle } from './evaluate-events.ts'
import { type Fired, writeFirings } from './fire.ts'
import { loadedAutomations } from './loaded-automations.ts'
import { TriggerState } from './trigger-state.ts'
import { passTime, waitingBucket } from './triggers/bucket.ts'
import type { PlacedTrigger } from './triggers/trigger-index.ts'

/** Buckets looked at, or swept away, in one transaction. */
const BATCH = 200

type Evaluating = Pick<ServerContext, 'store' | 'bus' | 'clock' | 'log'>

/**
 * Fires the Proactive triggers whose window is over while what they expected did not come. Never later than the events that still wait to
 * be looked at: one of them may be what was expected. Answers whether more is to be done at once.
 */
export async function evaluateAbsences(context: Evaluating): Promise<{ more: boolean }> {
  return await context.store.write(async (tx) => {
    const { proactive, triggers } = await loadedAutomations(context.store, tx, await lockAutomations(tx))
    if (proactive.length === 0) return { more: false }
    const now = context.clock.now()
    const asOf = earlier(now, await oldestAutomationEvent(tx))
    const state = new TriggerState(tx, now)
    const over = await bucketsOver(tx, { triggers: proactive.map(idOf), before: asOf, limit: BATCH })
    const fired: Fired[] = []
    for (const row of over) {
      const placed = triggers.get(row.trigger_id)
      state.add(row)
      const bucket = state.bucket(row)
      if (placed === undefined || bucket === undefined) continue
      fired.push(...(await settle(context, state, { placed, id: row, evaluation: passTime(placed.trigger, bucket, asOf) })))
    }
    await beginWaiting(state, proactive, asOf)
    await state.write()
    await writeFirings(context, tx, fired)
    return { more: over.length === BATCH }
  })
}

/** Deletes buckets whose window has been over for `seconds`; answers whether there may be more. */
export async function sweepOldBuckets({ store, clock }: Pick<Evaluating, 'store' | 'clock'>, seconds: number): Promise<{ more: boolean }> {
  return await store.write(async (tx) => {
    const asOf = earlier(clock.now(), await oldestAutomationEvent(tx))
    return { more: (await sweepBuckets(tx, addSeconds(asOf, -seconds), BATCH)) === BATCH }
  })
}

/** A trigger that waits for no beginning, and not for each of something, waits always. */
async function beginWaiting(state: TriggerState, proactive: readonly PlacedTrigger[], now: Timestamp): Promise<void> {
  const always = proactive.filter(({ trigger }) => trigger.after.length === 0 && trigger.for_each.length === 0)
  const unknown = always.map((placed) => ({ placed, id: idOf(placed) })).filter(({ id }) => state.bucket(id) === undefined)
  await state.read(unknown.map(({ id }) => id))
  for (const { placed, id } of unknown) {
    if (state.bucket(id) === undefined) state.setBucket(id, waitingBucket(placed.trigger, now))
  }
}

const idOf = ({ automation, trigger }: PlacedTrigger): BucketId => ({
  automation_id: automation.id,
  trigger_id: trigger.id,
  bucketing_key: [],
})

const earlier = (now: Timestamp, other: Timestamp | undefined): Timestamp => (other !== undefined && other < now ? other : now)
