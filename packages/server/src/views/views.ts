import type { Handlers, viewRoutes } from '@millrace/protocol'
import type { RequestContext } from '../http/request-context.ts'
import { readFlowGrid } from './flow-grid.ts'
import { listFlowRows } from './flow-rows.ts'
import { downloadLogs } from './log-download.ts'
import { markLogs, placeLog, summariseLogs } from './log-views.ts'
import { listFlowRunRows, listTaskRunRows } from './run-rows.ts'
import { readTimeline } from './timeline.ts'

/** Handlers of what our web UI asks about runs and flows in one call. */
export const viewHandlers: Handlers<typeof viewRoutes, RequestContext> = {
  flowRunRows: (context, { body }) => listFlowRunRows(context, body),
  taskRunRows: (context, { body }) => listTaskRunRows(context, body),
  flowRows: (context, { body }) => listFlowRows(context, body),
  flowGrid: (context, { params }) => readFlowGrid(context, params.id),
  logSummary: (context, { body }) => summariseLogs(context, body.logs, body.first),
  logDownload: (context, { query }) => downloadLogs(context, query),
  logPlace: (context, { body }) => placeLog(context, body.id, body.logs),
  logMarks: (context, { body }) => markLogs(context, body.logs, body.marked),
  timeline: (context, { params, query }) => readTimeline(context, params.id, query.since),
}
