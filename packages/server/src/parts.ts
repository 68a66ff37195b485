import { Access } from './accounts/access.ts'
import { operations } from './api/operations.ts'
import { Auditor } from './audit/auditor.ts'
import { createTaskDispatcher, type TaskDispatcher } from './background-tasks/task-dispatcher.ts'
import type { ServerContext } from './context.ts'
import { createEventIngest, type EventIngest } from './events/ingest.ts'
import { createCsrfTokens, type CsrfTokens } from './http/csrf-tokens.ts'
import { createDispatcher, type Dispatcher } from './http/dispatcher.ts'
import type { Operation } from './http/operation.ts'

/** What the HTTP server and the embedded one have in common. */
export interface Parts {
  readonly access: Access
  readonly auditor: Auditor
  readonly ingest: EventIngest
  readonly csrf: CsrfTokens
  readonly tasks: TaskDispatcher
  readonly operations: readonly Operation[]
  readonly dispatcher: Dispatcher
  /** Whether `/ready` says so; cleared when the server begins to stop. */
  readonly readiness: { ready: boolean }
}

/** Puts together handlers, the way of events and of log lines, over one context. */
export function createParts(context: ServerContext): Parts {
  const ingest = createEventIngest(context)
  const tasks = createTaskDispatcher(context)
  const csrf = createCsrfTokens(context)
  const readiness = { ready: true }
  const access = new Access(context)
  const all = operations({ ingest, readiness, csrf, access })
  const auditor = new Auditor(context, all)
  return { access, ingest, csrf, tasks, readiness, operations: all, auditor, dispatcher: createDispatcher(context, all, auditor) }
}
