import type { collectionRoutes, Handlers, Json } from '@millrace/protocol'
import { aggregateWorkerMetadata } from '../collections/worker-types.ts'
import type { RequestContext } from '../http/request-context.ts'
import { NotFound } from './errors.ts'

/** The views that clients ask for; those of blocks and flows are empty, since what there is of them is registered. */
const VIEWS: Readonly<Record<string, () => Record<string, Json>>> = {
  'aggregate-worker-metadata': aggregateWorkerMetadata,
  'aggregate-block-metadata': () => ({}),
  'aggregate-flow-metadata': () => ({}),
}

/** Handlers of the routes that describe what can be installed. */
export const collectionHandlers: Handlers<typeof collectionRoutes, RequestContext> = {
  async view(_context, { params }) {
    const view = Object.hasOwn(VIEWS, params.view) ? VIEWS[params.view] : undefined
    if (view === undefined) throw new NotFound(`View ${params.view} not found in registry`)
    return view()
  },
}
