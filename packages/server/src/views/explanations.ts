import type { explanationRoutes, Handlers } from '@millrace/protocol'
import type { RequestContext } from '../http/request-context.ts'
import { explainFlowRun } from './explain-flow-run.ts'

/** Handlers of the questions why a run is where it is. */
export const explanationHandlers: Handlers<typeof explanationRoutes, RequestContext> = {
  explain: (context, { params }) => explainFlowRun(context, params.id),
}
