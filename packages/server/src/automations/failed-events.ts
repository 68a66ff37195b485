import type { ServerContext } from '../context.ts'
import { deleteAutomationEvents } from '../store/queries/automation-events.ts'
import type { AutomationEventRow } from '../store/schema.ts'
import { setEventAside } from './set-aside.ts'

/** How often an event is looked at before it is set aside, as an action is tried. */
const MOST_ATTEMPTS = 5

/** How often triggers have failed at an event, for each database: where a process begins anew, the count does too. */
const attempts = new WeakMap<object, Map<string, number>>()

/** Counts that triggers could not look at an event. It waits on, at most five times; then it is set aside, where people find it. */
export async function failedEvent(
  { store, clock, log }: Pick<ServerContext, 'store' | 'clock' | 'log'>,
  row: AutomationEventRow,
  error: unknown,
): Promise<void> {
  const counts = attempts.get(store) ?? new Map<string, number>()
  attempts.set(store, counts)
  const count = (counts.get(row.event_id) ?? 0) + 1
  log.error({ event: row.event_id, attempt: count, err: error }, 'triggers could not look at an event')
  if (count < MOST_ATTEMPTS) {
    counts.set(row.event_id, count)
    return
  }
  counts.delete(row.event_id)
  const problem = error instanceof Error ? error.message : String(error)
  await store.write(async (tx) => {
    await deleteAutomationEvents(tx, [row])
    await setEventAside(tx, row.queued_event, { attempts: count, problem, now: clock.now() })
  })
}
