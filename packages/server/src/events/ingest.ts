import type { Event, ReceivedEvent } from '@millrace/protocol'
import { offerEvents } from '../automations/offer-events.ts'
import type { ServerContext } from '../context.ts'
import { recordTaskRunEvents } from '../orchestration/record-task-run-events.ts'
import { insertEvents } from '../store/queries/events.ts'
import { BatchQueue } from './batch-queue.ts'

/** Events that one transaction writes at most, and events that may wait before senders are held up. */
const LIMITS = { batch: 1000, waiting: 20_000 }

/** The way of events from clients into the database, shared by all of them. */
export interface EventIngest {
  /** Resolves when the events, and the task runs they tell of, are committed. */
  submit(events: readonly Event[]): Promise<void>
  /** Resolves when senders need not wait. */
  room(): Promise<void>
  /** Resolves when everything submitted so far is committed or refused. */
  drain(): Promise<void>
}

/** Makes the ingest of a server. Events that are already there, known by their ids, count once. */
export function createEventIngest(context: ServerContext): EventIngest {
  const queue = new BatchQueue<Event>((events) => record(context, events), LIMITS)
  return {
    submit: (events) => queue.submit(events),
    room: () => queue.room(),
    drain: () => queue.drain(),
  }
}

async function record(context: ServerContext, events: readonly Event[]): Promise<void> {
  await context.store.write(async (tx) => {
    const { added: fresh, version } = await insertEvents(
      tx,
      // Each later than the one before: by this, triggers look at them in the order in which they came.
      events.map((event): ReceivedEvent => ({ ...event, received: context.clock.now() })),
    )
    await recordTaskRunEvents(context, tx, fresh)
    await offerEvents(context, tx, { added: fresh, version, unordered: true })
    tx.afterCommit(() => context.bus.publish(fresh))
  })
}
