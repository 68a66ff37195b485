import type { ReceivedEvent } from '@millrace/protocol'

/** Neighbours that say the same of the same kind of thing. */
export interface Fold {
  /** Of the newest, by which the row is known. */
  readonly key: string
  readonly events: readonly ReceivedEvent[]
}

const kindOf = ({ event, resource }: ReceivedEvent): string =>
  `${event} ${(resource['prefect.resource.id'] ?? '').replace(/[0-9a-f]{8}-[0-9a-f-]{27}$/, '')}`

/** Fewer than these in a row stay as they are. */
const FEWEST = 3

/** Events in their order, in which three or more neighbours of one name about one kind of thing are one row. */
export function folded(events: readonly ReceivedEvent[]): Fold[] {
  const folds: { key: string; events: ReceivedEvent[] }[] = []
  for (const event of events) {
    const last = folds.at(-1)
    if (last?.events[0] !== undefined && kindOf(last.events[0]) === kindOf(event)) last.events.push(event)
    else folds.push({ key: event.id, events: [event] })
  }
  return folds.flatMap((fold) => (fold.events.length >= FEWEST ? [fold] : fold.events.map((event) => ({ key: event.id, events: [event] }))))
}
