import type { Actor } from '../accounts/actor.ts'
import type { Subject } from '../audit/subject.ts'
import type { Caller, ServerContext } from '../context.ts'

/** What a handler works with: the server, by which program it is called, and by whom. */
export interface RequestContext extends ServerContext {
  readonly caller: Caller
  readonly actor: Actor
  /** From which address; null within this process. */
  readonly address: string | null
  /** Tells the audit log what the call is done to, where its path and its answer do not say it. */
  readonly note: (subject: Subject) => void
}
