import { addSeconds, type EventTrigger, type MetricTrigger, type ReceivedEvent, type Timestamp } from '@millrace/protocol'
import type { ServerContext } from '../context.ts'
import { newId } from '../orchestration/chance.ts'
import {
  deleteAutomationEvents,
  deleteFollowers,
  findLeaders,
  type Follower,
  followersOf,
  insertFollowers,
  isWaiting,
  lostFollowers,
  nextAutomationEvents,
  queueAutomationEvents,
} from '../store/queries/automation-events.ts'
import { countActions } from '../store/queries/automation-actions.ts'
import { lockAutomations } from '../store/queries/automation-version.ts'
import type { BucketId } from '../store/queries/automation-buckets.ts'
import { isStorageProblem } from '../store/errors.ts'
import type { AutomationEventRow } from '../store/schema.ts'
import type { Transaction } from '../store/store.ts'
import type { Firing } from './firing.ts'
import { failedEvent } from './failed-events.ts'
import { type Fired, writeFirings } from './fire.ts'
import { type LoadedAutomations, loadedAutomations } from './loaded-automations.ts'
import { orderEvents } from './order-events.ts'
import { TriggerState } from './trigger-state.ts'
import { type Evaluation, receiveEvent } from './triggers/bucket.ts'
import { addFiring } from './triggers/composite.ts'
import { bucketingKey, labelsOf } from './triggers/match-event.ts'
import type { Placed, PlacedTrigger } from './triggers/trigger-index.ts'

/** Events looked at in one transaction: enough to share its cost, few enough that other writers do not wait. */
const BATCH = 200

/** Actions that may wait to be done: with more, events wait until some are, so that automations which set off each other cannot fill the disk. */
const MOST_ACTIONS = 50_000

/** Seconds that an event waits for one that it follows (both Prefects). */
const LONGEST_WAIT = 15 * 60

/** How far events may follow one another while they wait (both Prefects). */
const LONGEST_CHAIN = 20

/** Events whose wait is looked at in one go. */
const LOST = 500

type Evaluating = Pick<ServerContext, 'store' | 'bus' | 'clock' | 'log'>

/**
 * Looks at the events that have waited longest: one transaction takes them out of the queue, counts them, and writes what fires. One process
 * at a time does so on one database. Answers whether more may wait.
 */
export async function evaluateEvents(context: Evaluating): Promise<{ more: boolean }> {
  try {
    return await context.store.write(async (tx) => {
      const version = await lockAutomations(tx)
      if ((await countActions(tx, MOST_ACTIONS)) >= MOST_ACTIONS) return { more: false }
      const rows = await nextAutomationEvents(tx, BATCH)
      await evaluateRows(context, tx, await loadedAutomations(context.store, tx, version), rows)
      return { more: rows.length === BATCH }
    })
  } catch (error) {
    if (isStorageProblem(error)) throw error
    return await evaluateApart(context, BATCH)
  }
}

/** Looks at each of the next events by itself: one that cannot be looked at stays alone, and is set aside when it has been tried enough. */
async function evaluateApart(context: Evaluating, limit: number): Promise<{ more: boolean }> {
  const rows = await context.store.read((queries) => nextAutomationEvents(queries, limit))
  for (const row of rows) {
    try {
      await context.store.write(async (tx) => {
        const loaded = await loadedAutomations(context.store, tx, await lockAutomations(tx))
        // Another server may have looked at it since.
        if (await isWaiting(tx, row)) await evaluateRows(context, tx, loaded, [row])
      })
    } catch (error) {
      if (isStorageProblem(error)) throw error
      await failedEvent(context, row, error)
    }
  }
  return { more: false }
}

async function evaluateRows(
  context: Evaluating,
  tx: Transaction,
  loaded: LoadedAutomations,
  rows: readonly AutomationEventRow[],
): Promise<void> {
  if (rows.length === 0) return
  const now = context.clock.now()
  const { ready, early, released } = await inOrder(tx, rows, now)
  const state = new TriggerState(tx, now)
  const fired = await evaluate(context, loaded, state, ready)
  await state.write()
  await insertFollowers(tx, early)
  await deleteFollowers(tx, released)
  await deleteAutomationEvents(tx, rows)
  await writeFirings(context, tx, fired)
}

/** Puts events back into the queue that have waited too long for one that they follow, or whose leader came unnoticed. */
export async function requeueFollowers({ store, clock }: Evaluating): Promise<void> {
  await store.write(async (tx) => {
    await lockAutomations(tx)
    const expired = addSeconds(clock.now(), -LONGEST_WAIT)
    const lost = await lostFollowers(tx, { expired, limit: LOST })
    await queueAutomationEvents(
      tx,
      lost.map((event) => ({ received: event.received, event_id: event.id, leader_id: null, queued_event: event })),
    )
    await deleteFollowers(
      tx,
      lost.map(({ id }) => id),
    )
  })
}

async function inOrder(
  tx: Transaction,
  rows: readonly AutomationEventRow[],
  now: Timestamp,
): Promise<{ ready: ReceivedEvent[]; early: Follower[]; released: string[] }> {
  const here = new Set(rows.map(({ event_id: id }) => id))
  const followed = rows.flatMap(({ leader_id: id }) => (id === null || here.has(id) ? [] : [id]))
  const leaders = await findLeaders(tx, [...new Set(followed)])
  const waiting = await waitingFor(tx, [...here])
  const ordered = orderEvents({ rows, waiting, leaders, expired: addSeconds(now, -LONGEST_WAIT) })
  const ready = new Set(ordered.ready.map(({ id }) => id))
  return { ...ordered, released: waiting.flatMap(({ follower }) => (ready.has(follower.id) ? [follower.id] : [])) }
}

/** The events that wait for these, and those that wait for them in turn. */
async function waitingFor(tx: Transaction, ids: readonly string[]): Promise<Follower[]> {
  const found: Follower[] = []
  let next = ids
  for (let depth = 0; next.length > 0 && depth < LONGEST_CHAIN; depth += 1) {
    const followers = await followersOf(tx, next)
    found.push(...followers)
    next = followers.map(({ follower }) => follower.id)
  }
  return found
}

interface Looking {
  readonly placed: PlacedTrigger
  readonly id: BucketId
  readonly event: ReceivedEvent
}

async function evaluate(
  context: Evaluating,
  { index }: LoadedAutomations,
  state: TriggerState,
  events: readonly ReceivedEvent[],
): Promise<Fired[]> {
  const looks = events.flatMap((event) => index.interested(event).map((placed): Looking => ({ placed, event, id: idOf(placed, event) })))
  await state.read(looks.map(({ id }) => id))
  const fired: Fired[] = []
  for (const { placed, id, event } of looks) {
    const evaluation = receiveEvent(placed.trigger, state.bucket(id), event)
    fired.push(...(await settle(context, state, { placed, id, evaluation })))
  }
  return fired
}

const idOf = ({ automation, trigger }: PlacedTrigger, event: ReceivedEvent): BucketId => ({
  automation_id: automation.id,
  trigger_id: trigger.id,
  bucketing_key: bucketingKey(trigger, event),
})

interface Settling {
  readonly placed: PlacedTrigger
  readonly id: BucketId
  readonly evaluation: Evaluation
}

/** Where what came of triggers is kept: the database's `TriggerState`, or a memory for trying one. */
export type TriggerMemory = Pick<TriggerState, 'setBucket' | 'childFirings' | 'setChildFirings'>

/** Keeps what came of a trigger; answers the firing of its automation, if it comes to that. */
export async function settle(
  context: Settled,
  state: TriggerMemory,
  { placed, id, evaluation: { bucket, fired } }: Settling,
): Promise<Fired[]> {
  state.setBucket(id, bucket)
  if (fired === undefined) return []
  return await fire(context, state, placed, {
    trigger_states: ['Triggered'],
    triggering_event: fired.event,
    triggering_value: null,
    triggering_labels: labelsOf(placed.trigger, id.bucketing_key),
  })
}

type Settled = Pick<Evaluating, 'clock'> & { readonly log: Pick<Evaluating['log'], 'info'> }

/** Why a trigger fires. */
type Cause = Pick<Firing, 'trigger_states' | 'triggering_event' | 'triggering_value' | 'triggering_labels'>

/** Tells the triggers around one that it fires; answers the firing of its automation, if it comes to that. */
export async function fire(
  { clock, log }: Settled,
  state: TriggerMemory,
  { automation, trigger, around }: Placed<EventTrigger | MetricTrigger>,
  cause: Cause,
): Promise<Fired[]> {
  let firing: Firing = { ...cause, id: newId(), trigger, triggered: clock.now(), triggering_firings: [] }
  for (const parent of around) {
    const { kept, fired: firings } = addFiring(parent, await state.childFirings({ automation }, parent), firing)
    state.setChildFirings(parent, kept)
    if (firings === undefined) return []
    firing = { ...cause, id: newId(), trigger: parent, triggered: clock.now(), triggering_labels: {}, triggering_firings: firings }
  }
  log.info({ automation: automation.id, name: automation.name, event: cause.triggering_event?.id }, 'an automation has fired')
  return [{ automation, firing }]
}
