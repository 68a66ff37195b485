import type { Json, ReceivedEvent, Resource } from '@millrace/protocol'
import type { ServerContext } from '../context.ts'
import { newId } from '../orchestration/chance.ts'
import { insertEvents } from '../store/queries/events.ts'
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
export async function tell({ bus, clock }: Pick<ServerContext, 'bus' | 'clock'>, tx: Transaction, told: readonly Told[]): Promise<void> {
  if (told.length === 0) return
  const events = told.map(({ event, resource, related = [], payload = {}, follows = null }): ReceivedEvent => {
    const now = clock.now()
    return { id: newId(), occurred: now, received: now, event, resource, related: [...related], payload: { ...payload }, follows }
  })
  await insertEvents(tx, events)
  tx.afterCommit(() => bus.publish(events))
}
