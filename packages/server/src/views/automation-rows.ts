import { addSeconds, eventFilter, type Received, type ReplyOf, type serverViewRoutes } from '@millrace/protocol'
import { namedIds } from '@millrace/protocol/automation-words'
import { boundedEvents } from '../api/bounded-events.ts'
import { countEventsBy } from '../api/count-events.ts'
import type { RequestContext } from '../http/request-context.ts'
import { listAutomations } from '../store/queries/automations.ts'
import { namesOfObjects } from '../store/queries/object-names.ts'

type Route = typeof serverViewRoutes.automationRows

const DAY = 86_400
const FIRED = 'prefect.automation.triggered'

/** Automations as the UI lists them. */
export async function listAutomationRows(
  context: RequestContext,
  { days, limit, offset }: Received<Route>['body'],
): Promise<ReplyOf<Route>> {
  const now = context.clock.now()
  const fired = eventFilter.parse({ event: { name: [FIRED] }, occurred: { since: addSeconds(now, -days * DAY), until: now } })
  const [{ automations, names }, counts] = await Promise.all([
    context.store.read(async (queries) => {
      const rows = await listAutomations(queries, { filter: null, sort: 'NAME_ASC', limit, offset })
      return { automations: rows, names: await namesOfObjects(queries, rows.map(namedIds)) }
    }),
    countEventsBy(context, boundedEvents(fired, now), { by: 'resource', unit: 'day', interval: 1 }),
  ])
  const countOf = new Map(counts.map((count) => [count.value, count]))
  const rows = automations.map((automation) => {
    const { count = 0, end_time: last = null } = countOf.get(`prefect.automation.${automation.id}`) ?? {}
    return { ...automation, fired: count, last_fired: last }
  })
  return { rows, names: Object.fromEntries(names) }
}
