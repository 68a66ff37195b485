import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import {
  BadRequest,
  Conflict,
  Forbidden,
  Gone,
  Locked,
  NotAllowed,
  NotFound,
  ObjectNotFound,
  TooManyAttempts,
  Unprocessable,
} from '../api/errors.ts'
import { SecretDamaged, SecretKeyUnusable } from '../secrets/errors.ts'
import { AttemptSuperseded, RunNotFound } from '../orchestration/errors.ts'
import { IntegrityError, isStorageProblem, QueryTooLarge } from '../store/errors.ts'
import type { Answer } from './answer.ts'
import { BodyTooLarge, InvalidRequest, UnreadableBody } from './problem.ts'

/** Seconds after which a client may try again when the database could not take its write. */
const RETRY_AFTER = { 'retry-after': '2' }

const INTEGRITY =
  'Data integrity conflict. This usually means a unique or foreign key constraint was violated. See server logs for details.'

const TOO_LARGE =
  'The filters of this call ask for more at once than the database can look for: give fewer values and shorter texts, or ask several times.'

/** Which file is meant is said in the log alone. */
const UNUSABLE_SECRETS = 'The secrets of this server cannot be used: its key is missing or unfit. The server log says what to do.'

/** The one place that gives errors their statuses and bodies. What nobody expected is logged under an id that the answer carries. */
export function answerOf(error: unknown, log: Logger, operation: string): Answer {
  if (error instanceof InvalidRequest) return invalid(error)
  if (error instanceof UnreadableBody) return detail(400, error.message)
  if (error instanceof BodyTooLarge) return detail(413, error.message)
  if (error instanceof NotFound) return detail(404, error.message)
  if (error instanceof ObjectNotFound) return { status: 404, body: { exception_message: error.message } }
  if (error instanceof RunNotFound) return { status: 404, body: { exception_message: runNotFound(error) } }
  if (error instanceof Conflict || error instanceof AttemptSuperseded) return detail(409, error.message)
  if (error instanceof Unprocessable) return detail(422, error.message)
  if (error instanceof NotAllowed) return { status: 403, body: { detail: error.message, needs: error.needs } }
  if (error instanceof Forbidden) return detail(403, error.message)
  if (error instanceof BadRequest) return detail(400, error.message)
  if (error instanceof Locked) return retryable(423, error)
  if (error instanceof TooManyAttempts) return retryable(429, error)
  if (error instanceof Gone) return detail(410, error.message)
  if (error instanceof IntegrityError) {
    log.info({ operation, reason: error.message }, 'a write would break a constraint')
    return detail(409, INTEGRITY)
  }
  if (error instanceof QueryTooLarge) return detail(422, TOO_LARGE)
  if (error instanceof Error && isStorageProblem(error)) {
    log.warn({ operation, reason: error.message }, 'the database took no write')
    return { status: 503, body: { exception_message: 'Service Unavailable' }, headers: RETRY_AFTER }
  }
  if (error instanceof SecretKeyUnusable || error instanceof SecretDamaged) {
    log.error({ operation, reason: error.message }, 'the secrets cannot be used')
    return { status: 500, body: { exception_message: UNUSABLE_SECRETS } }
  }
  return unexpected(error, log, operation)
}

const detail = (status: number, text: string): Answer => ({ status, body: { detail: text } })

const retryable = (status: number, { message, retryAfter }: Locked | TooManyAttempts): Answer => ({
  ...detail(status, message),
  ...(retryAfter === undefined ? {} : { headers: { 'retry-after': String(retryAfter) } }),
})

const runNotFound = ({ kind, id }: RunNotFound): string => `${kind === 'flow run' ? 'Flow' : 'Task'} run with id ${id} not found`

const invalid = ({ problems, requestBody }: InvalidRequest): Answer => ({
  status: 422,
  body: { exception_message: 'Invalid request received.', exception_detail: problems, request_body: requestBody ?? null },
})

function unexpected(error: unknown, log: Logger, operation: string): Answer {
  const requestId = randomUUID()
  log.error({ operation, requestId, err: error }, 'a request failed')
  return { status: 500, body: { exception_message: 'Internal Server Error' }, headers: { 'x-request-id': requestId } }
}
