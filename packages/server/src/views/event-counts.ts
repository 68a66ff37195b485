import type { Received, ReplyOf, serverViewRoutes } from '@millrace/protocol'
import { boundedEvents } from '../api/bounded-events.ts'
import { countEventsBy } from '../api/count-events.ts'
import type { RequestContext } from '../http/request-context.ts'

type Route = typeof serverViewRoutes.eventCounts

/** How many events of a filter there are in each span of time, and which names one could choose instead of its own. */
export async function countEventsForLists(
  context: RequestContext,
  { filter, time_unit: unit, time_interval: interval }: Received<Route>['body'],
): Promise<ReplyOf<Route>> {
  const wanted = boundedEvents(filter, context.clock.now())
  const { event: _event, text: _text, ...anyName } = wanted
  const [times, names] = await Promise.all([
    countEventsBy(context, wanted, { by: 'time', unit, interval }),
    countEventsBy(context, anyName, { by: 'event', unit, interval }),
  ])
  return { times, names }
}
