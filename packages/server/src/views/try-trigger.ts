import { addSeconds, type Trigger, type TriedTrigger } from '@millrace/protocol'
import { tryTrigger } from '../automations/try-trigger.ts'
import type { RequestContext } from '../http/request-context.ts'
import { eventsByIds, eventsFor } from '../store/queries/told-events.ts'
import { readEvents } from '../store/queries/unindexed-events.ts'

/** Events that are gone through: some tenths of a second. */
const MOST_EVENTS = 5000

/** Firings that are shown. */
const SHOWN = 20

/** When a trigger would have fired in the last days. */
export async function triedTrigger(
  { store, clock }: RequestContext,
  { trigger, days }: { trigger: Trigger; days: number },
): Promise<TriedTrigger> {
  const until = clock.now()
  const asked = addSeconds(until, -days * 86_400)
  const events = await readEvents(store, (queries) => eventsFor(queries, trigger, { since: asked, until, limit: MOST_EVENTS }))
  const complete = events.length < MOST_EVENTS
  const since = complete ? asked : (events[0]?.occurred ?? asked)
  const firings = await tryTrigger(trigger, events, { since, until })
  const shown = firings.slice(-SHOWN).toReversed()
  const causes = shown.flatMap(({ triggering_event: cause }) => (cause === null ? [] : [cause.id]))
  const whole = await store.read((queries) => eventsByIds(queries, causes))
  return {
    since,
    events: events.length,
    complete,
    count: firings.length,
    firings: shown.map(({ triggered: at, triggering_labels: labels, triggering_event: cause }) => ({
      at,
      labels: { ...labels },
      cause: cause === null ? null : (whole.get(cause.id) ?? cause),
    })),
  }
}
