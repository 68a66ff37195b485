import { indexEvents } from '../store/queries/unindexed-events.ts'
import type { Service } from './service.ts'

/** Indexes the events of state changes, many at once; a list that is read in between does so by itself. */
export const eventIndex: Service = {
  name: 'event-index',
  everySeconds: 1,
  runOnce: ({ store }) => indexEvents(store),
}
