import { addSeconds, type EventFilter, type Timestamp } from '@millrace/protocol'

/** An event filter whose times are set. */
export type BoundedEvents = EventFilter & { readonly occurred: { readonly since: Timestamp; readonly until: Timestamp } }

/** How far back a list goes that does not say, in seconds: 180 days, as Prefect's. */
const USUAL_REACH = 180 * 86_400

/** The filter with the times that it leaves open. */
export const boundedEvents = (filter: EventFilter, now: Timestamp): BoundedEvents => ({
  ...filter,
  occurred: { since: filter.occurred?.since ?? addSeconds(now, -USUAL_REACH), until: filter.occurred?.until ?? now },
})
