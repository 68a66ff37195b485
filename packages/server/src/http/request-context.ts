import type { Caller, ServerContext } from '../context.ts'

/** What a handler works with: the server, and who calls. */
export interface RequestContext extends ServerContext {
  readonly caller: Caller
}
