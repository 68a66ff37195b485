import type { Handlers, serverViewRoutes } from '@millrace/protocol'
import type { RequestContext } from '../http/request-context.ts'
import { listAutomationRows } from './automation-rows.ts'
import { countEventsForLists } from './event-counts.ts'
import { listFirings } from './firings.ts'
import { readHealth } from './health.ts'
import { readOverview } from './overview.ts'
import { renderTemplates } from './render-templates.ts'
import { searchObjects } from './search.ts'
import { readSideBar } from './side-bar.ts'
import { readHeldSlots } from './slots.ts'
import { triedTrigger } from './try-trigger.ts'

/** Handlers of what our web UI asks of the server as a whole. */
export const serverViewHandlers: Handlers<typeof serverViewRoutes, RequestContext> = {
  overview: (context) => readOverview(context),
  sideBar: readSideBar,
  search: (context, { body }) => searchObjects(context, body),
  health: (context) => readHealth(context),
  slots: (context, { params }) => readHeldSlots(context, params.id),
  automationRows: (context, { body }) => listAutomationRows(context, body),
  eventCounts: (context, { body }) => countEventsForLists(context, body),
  firings: (context, { params }) => listFirings(context, params.id),
  tryTrigger: (context, { body }) => triedTrigger(context, body),
  renderTemplates: (context, { body }) => renderTemplates(context, body),
}
