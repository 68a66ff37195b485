import type { blockCapabilityRoutes, Handlers } from '@millrace/protocol'
import type { RequestContext } from '../http/request-context.ts'
import { listBlockCapabilities } from '../store/queries/block-schemas.ts'

/** Handlers of the block capability routes. */
export const blockCapabilityHandlers: Handlers<typeof blockCapabilityRoutes, RequestContext> = {
  list: ({ store }) => store.read(listBlockCapabilities),
}
