import type { ReceivedEvent } from '@millrace/protocol'
import type { ServerContext } from '../context.ts'
import { followersOf, queueAutomationEvents } from '../store/queries/automation-events.ts'
import type { WrittenEvents } from '../store/queries/events.ts'
import type { Transaction } from '../store/store.ts'
import { loadedAutomations } from './loaded-automations.ts'

/** Written by the logging of runs, far too often to react to (Prefect leaves it out too). */
const LEFT_OUT = 'prefect.log.write'

interface Offer extends WrittenEvents {
  /** Whether events may have come before those that they follow. The server's own never do. */
  readonly unordered?: boolean
}

/**
 * Has events that concern a trigger wait to be looked at, in the transaction that writes them: so none is lost or looked at twice,
 * whatever happens to this process. An event that concerns nobody costs some look-ups in memory.
 */
export async function offerEvents(
  { store }: Pick<ServerContext, 'store'>,
  tx: Transaction,
  { added, version, unordered = false }: Offer,
): Promise<void> {
  if (version === null || added.length === 0) return
  const { index } = await loadedAutomations(store, tx, version)
  if (index.isEmpty) return
  const concerned = added.filter((event) => event.event !== LEFT_OUT && index.concerns(event))
  const leaders = unordered ? await awaited(tx, added, concerned) : []
  await queueAutomationEvents(
    tx,
    [...concerned, ...leaders].map((event) => ({
      received: event.received,
      event_id: event.id,
      leader_id: unordered ? event.follows : null,
      queued_event: event,
    })),
  )
}

/** Events that concern nobody but that one which does is waiting for. */
async function awaited(
  tx: Transaction,
  events: readonly ReceivedEvent[],
  concerned: readonly ReceivedEvent[],
): Promise<readonly ReceivedEvent[]> {
  const queued = new Set(concerned)
  const others = events.filter((event) => !queued.has(event))
  const waiting = await followersOf(
    tx,
    others.map(({ id }) => id),
  )
  const leaders = new Set(waiting.map(({ leader_event_id: id }) => id))
  return others.filter(({ id }) => leaders.has(id))
}
