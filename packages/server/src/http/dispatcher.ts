import { Reply } from '@millrace/protocol'
import type { Actor } from '../accounts/actor.ts'
import type { Auditor, FollowedCall } from '../audit/auditor.ts'
import type { AuditedCall } from '../audit/draft.ts'
import type { ServerContext } from '../context.ts'
import type { Answer } from './answer.ts'
import { callerOf, type Headers } from './caller.ts'
import { answerOf } from './errors.ts'
import type { Operation } from './operation.ts'
import type { RequestContext } from './request-context.ts'
import { requireFinerRights, requireRight } from '../accounts/require-rights.ts'
import { parseParams, receive } from './receive.ts'
import { type Found, Router } from './router.ts'
import { noteFullDisk } from '../store/disk-room.ts'
import { StorageFull } from '../store/errors.ts'

/** One call, from a socket or from this process. */
export interface Call {
  readonly method: string
  /** Below `/api`, as it came. */
  readonly path: string
  /** Without the question mark. */
  readonly query: string
  readonly headers: Headers
  readonly body: Buffer | string | undefined
  readonly signal: () => AbortSignal
  /** Who calls: whose credentials the call has. */
  readonly actor: Actor
  /** From which address; null within this process. */
  readonly address: string | null
}

export interface Dispatcher {
  /** Answers a call; never throws. */
  dispatch(call: Call): Promise<Answer>
  /** Has the audit log know of a call that was answered before it came here. */
  turnedAway(call: Pick<Call, 'method' | 'path'> & AuditedCall, answer: Answer): void
}

const NOT_FOUND: Answer = { status: 404, body: { detail: 'Not Found' } }

const noNote = (): void => undefined

/** Paths that answer whatever version the caller has, as Prefect's do. */
const UNVERSIONED: ReadonlySet<string> = new Set(['/health', '/version'])

/**
 * Finds the operation of a call, parses what came, runs the handler and turns errors into answers; HTTP and the embedded transport share
 * it. A call that is recorded in the audit log is answered once it is.
 */
export function createDispatcher(context: ServerContext, operations: readonly Operation[], auditor?: Auditor): Dispatcher {
  const router = new Router(operations)
  const maximumLimit = context.settings.server.api.defaultLimit

  async function perform(operation: Operation, params: unknown, call: Call): Promise<Answer> {
    const followed = auditor?.follow(operation, params, call)
    const answer = await attempt(operation, params, call, followed)
    await followed?.end(answer)
    return answer
  }

  async function attempt(operation: Operation, params: unknown, call: Call, followed: FollowedCall | undefined): Promise<Answer> {
    const { spec } = operation
    try {
      requireRight(operation, call.actor)
      const caller = callerOf(UNVERSIONED.has(spec.path) ? {} : call.headers)
      const request = receive(spec, params, { ...call, params: {} }, maximumLimit)
      const asked: RequestContext = { ...context, caller, actor: call.actor, address: call.address, note: followed?.note ?? noNote }
      await requireFinerRights(operation, asked, request)
      await followed?.begin(request)
      const result = await operation.handle(asked, request)
      return result instanceof Reply ? result : { status: spec.status[0] ?? 200, body: result }
    } catch (error) {
      if (error instanceof StorageFull) noteFullDisk(context.store)
      return answerOf(error, context.log, operation.name)
    }
  }

  return {
    async dispatch(call) {
      const found = router.find(call.method, call.path)
      for (const { operation, params } of found.candidates) {
        const parsed = parseParams(operation.spec, params)
        if (parsed !== undefined) return await perform(operation, parsed, call)
      }
      return wrongMethod(found) ?? otherSlash(router, call) ?? NOT_FOUND
    },

    turnedAway(call, answer) {
      const { candidates } = router.find(call.method, call.path)
      for (const { operation, params } of candidates) {
        const parsed = parseParams(operation.spec, params)
        if (parsed === undefined) continue
        void auditor?.follow(operation, parsed, call)?.end(answer)
        return
      }
    },
  }
}

function wrongMethod({ others }: Found): Answer | undefined {
  const allowed = others.filter(({ operation, params }) => parseParams(operation.spec, params) !== undefined)
  if (allowed.length === 0) return undefined
  const allow = [...new Set(allowed.map(({ operation }) => operation.spec.method))].join(', ')
  return { status: 405, body: { detail: 'Method Not Allowed' }, headers: { allow } }
}

/** A path that would be a route with its last slash added or taken away is answered by a redirect that keeps the method. */
function otherSlash(router: Router, { method, path, query }: Call): Answer | undefined {
  const other = path.endsWith('/') ? path.slice(0, -1) : `${path}/`
  const { candidates, others } = router.find(method, other)
  const fits = [...candidates, ...others].some(({ operation, params }) => parseParams(operation.spec, params) !== undefined)
  if (!fits || other === '') return undefined
  return { status: 307, body: undefined, headers: { location: `/api${other}${query === '' ? '' : `?${query}`}` } }
}
