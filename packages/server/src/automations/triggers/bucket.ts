import { addSeconds, type EventTrigger, type ReceivedEvent, type Timestamp } from '@millrace/protocol'
import { expectsEvent, startsAfter } from './match-event.ts'

/** Seconds before its first event from which a trigger still counts events that come late (both Prefects). */
const LOOKBACK = 15 * 60

/** How far a trigger has counted in its current window, for one value of its `for_each` labels. */
export interface Bucket {
  readonly start: Timestamp
  /** No longer in the window. */
  readonly end: Timestamp
  readonly count: number
  readonly lastEvent: ReceivedEvent | null
}

/** What came of looking at a bucket. */
export interface Evaluation {
  /** What is kept; undefined when nothing is. */
  readonly bucket: Bucket | undefined
  /** Set when the trigger fires: the event that it fires by, or null when none was ever seen. */
  readonly fired?: { readonly event: ReceivedEvent | null }
}

/**
 * Counts an event that the trigger covers. Exactly one window is open at a time; a Reactive trigger fires as soon as it has seen enough
 * and then waits out its window, so that events before the end of it change nothing (Prefect 2.20 and 3.8).
 */
export function receiveEvent(trigger: EventTrigger, known: Bucket | undefined, event: ReceivedEvent): Evaluation {
  const bucket = openBucket(trigger, known, event)
  if (bucket === undefined || !expectsEvent(trigger, event.event)) return { bucket }
  return evaluate(trigger, bucket, event.occurred, event)
}

/** Looks at a bucket without an event, as of a time: that is when a Proactive trigger fires, since its window is over and too few came. */
export function passTime(trigger: EventTrigger, bucket: Bucket, now: Timestamp): Evaluation {
  const satisfied = bucket.count >= trigger.threshold
  // A resource that was heard of and then is silent for good would otherwise be told of for ever.
  if (satisfied && bucket.end <= now && trigger.for_each.length > 0) return { bucket: undefined }
  return evaluate(trigger, bucket, now, undefined)
}

/** The window in which a Proactive trigger without a beginning waits from now on. */
export const waitingBucket = ({ within }: EventTrigger, now: Timestamp): Bucket => ({
  start: now,
  end: addSeconds(now, within),
  count: 0,
  lastEvent: null,
})

function openBucket(trigger: EventTrigger, known: Bucket | undefined, event: ReceivedEvent): Bucket | undefined {
  const { occurred } = event
  if (startsAfter(trigger, event.event)) {
    if (known !== undefined && !isOver(trigger, known)) return { ...known, lastEvent: event }
    // An event that both begins and is expected counts from the next one on: the first brings the count to nought.
    const count = expectsEvent(trigger, event.event) ? -1 : 0
    return { start: occurred, end: addSeconds(occurred, trigger.within), count, lastEvent: event }
  }
  if (trigger.after.length > 0) return known
  if (known !== undefined) return { ...known, lastEvent: event }
  return { start: addSeconds(occurred, -LOOKBACK), end: addSeconds(occurred, trigger.within), count: 0, lastEvent: event }
}

/** What was to come after the beginning has come: another beginning waits anew. */
const isOver = (trigger: EventTrigger, bucket: Bucket): boolean => trigger.posture === 'Proactive' && bucket.count >= trigger.threshold

function evaluate(trigger: EventTrigger, opened: Bucket, now: Timestamp, event: ReceivedEvent | undefined): Evaluation {
  // Too late for this window, or within the rest of one in which the trigger has fired.
  if (now < opened.start) return { bucket: opened }
  const reactive = trigger.posture === 'Reactive'
  const counts = event !== undefined && ((reactive && trigger.within === 0) || now < opened.end)
  const bucket = counts ? { ...opened, count: opened.count + 1, lastEvent: event } : opened
  const meets = reactive ? bucket.count >= trigger.threshold : bucket.count < trigger.threshold
  // That the expected does not come is known when the window is over, and not before.
  const fires = meets && (reactive || bucket.end <= now)
  if (!fires && now < bucket.end) {
    return { bucket: event !== undefined && !meets && restarts(trigger, event) ? beginAt(trigger, event) : bucket }
  }
  const fired = fires ? { fired: { event: event ?? bucket.lastEvent } } : {}
  if (trigger.after.length > 0) return { bucket: undefined, ...fired }
  if (trigger.within === 0) return { bucket: fires ? undefined : bucket, ...fired }
  const start = bucket.end > now ? bucket.end : now
  const next = { start, end: addSeconds(start, trigger.within), count: 0, lastEvent: null }
  if (event === undefined || counts) return { bucket: next, ...fired }
  // The event is of a time after the window that was open: it opens the next one, and may fire at once.
  return reactive ? evaluate(trigger, next, now, event) : { bucket: { ...next, count: 1 }, ...fired }
}

/** With heartbeats, each is what the one before waited for, and begins the wait for the next. */
const restarts = (trigger: EventTrigger, { event: name }: ReceivedEvent): boolean =>
  trigger.posture === 'Proactive' && startsAfter(trigger, name) && expectsEvent(trigger, name)

const beginAt = ({ within }: EventTrigger, event: ReceivedEvent): Bucket => ({
  start: event.occurred,
  end: addSeconds(event.occurred, within),
  count: 0,
  lastEvent: event,
})
