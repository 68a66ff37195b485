import type { Json, ReceivedEvent, Resource } from '@millrace/protocol'
import { offerEvents } from '../automations/offer-events.ts'
import type { ServerContext } from '../context.ts'
import { newId } from '../orchestration/chance.ts'
import { appendEvents } from '../store/queries/unindexed-events.ts'
import type { Transaction } from '../store/store.ts'

/** What happened to something of the server's own; the server adds id and time. */
export interface Told {
  readonly event: string
  readonly resource: Resource
  readonly related?: readonly Resource[]
  readonly payload?: Readonly<Record<string, Json>>
  readonly follows?: string | null
}

/** Writes events with the change that they tell of, and has subscribers hear of them once it is committed. */
export async function tell(context: Pick<ServerContext, 'store' | 'bus' | 'clock'>, tx: Transaction, told: readonly Told[]): Promise<void> {
  const { bus, clock } = context
  if (told.length === 0) return
  const events = told.map(({ event, resource, related = [], payload = {}, follows = null }): ReceivedEvent => {
    const now = clock.now()
    return { id: newId(), occurred: now, received: now, event, resource, related: [...related], payload: { ...payload }, follows }
  })
  await offerEvents(context, tx, await appendEvents(tx, events))
  tx.afterCommit(() => bus.publish(events))
}
