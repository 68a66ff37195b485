import type { Handlers, setupViewRoutes } from '@millrace/protocol'
import type { RequestContext } from '../http/request-context.ts'
import { listDeploymentRows, listWorkPoolRows } from './setup-rows.ts'
import { listWorkerRows } from './worker-rows.ts'

/** Handlers of what our web UI lists of deployments and work pools. */
export const setupViewHandlers: Handlers<typeof setupViewRoutes, RequestContext> = {
  deploymentRows: (context, { body }) => listDeploymentRows(context, body),
  workPoolRows: (context, { body }) => listWorkPoolRows(context, body),
  workerRows: (context, { params }) => listWorkerRows(context, params.name),
}
