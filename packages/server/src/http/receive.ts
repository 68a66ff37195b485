import { page, type Received, type RouteSpec } from '@millrace/protocol'
import { z } from 'zod'
import { Unprocessable } from '../api/errors.ts'
import type { Headers } from './caller.ts'
import { readJson } from './json-body.ts'
import { leniently } from './lenient.ts'
import { bare } from './schema-at.ts'
import { BodyTooLarge, InvalidRequest, type Problem } from './problem.ts'
import { isArguments, problemsOf } from './validation-errors.ts'
import { withoutSecrets } from './without-secrets.ts'

/** What came for an operation, still as bytes and text. */
export interface Incoming {
  readonly params: Readonly<Record<string, string>>
  /** Without the question mark. */
  readonly query: string
  readonly headers: Headers
  readonly body: Buffer | string | undefined
  /** Made when a handler asks for it. */
  readonly signal: () => AbortSignal
}

/** Bytes that a body may have, by path where it is not the usual megabyte. */
const USUAL_LIMIT = 1_048_576
const LIMITS: Readonly<Record<string, number>> = { '/logs/': 5_242_880, '/events': 5_242_880 }
export const LARGEST_BODY = 5_242_880

/** The path parameters as the route has them; `undefined` when one is malformed, and so the path is no path of this route. */
export function parseParams(spec: RouteSpec, params: Readonly<Record<string, string>>): unknown {
  if (spec.params === undefined) return {}
  const result = spec.params.safeParse(params)
  return result.success ? result.data : undefined
}

/**
 * Reads query and body with the route's schemas. Throws `InvalidRequest`, `Unprocessable` for a limit out of range, `BodyTooLarge` or
 * `UnreadableBody`.
 */
export function receive(spec: RouteSpec, params: unknown, incoming: Incoming, maximumLimit: number): Received<RouteSpec> {
  const problems: Problem[] = []
  const query = spec.query === undefined ? undefined : parse(spec.query, queryOf(incoming.query), 'query', problems)
  const given = spec.body === undefined ? undefined : hidingSecrets(spec, () => bodyOf(spec, incoming))
  const body = spec.body === undefined ? undefined : parse(spec.body, isArguments(spec.body) ? argumentsOf(given) : given, 'body', problems)
  if (problems.length > 0) hidingSecrets(spec, () => refuse(problems, given))
  checkLimit(spec, body, maximumLimit)
  return new Request(params, query, body, incoming) as unknown as Received<RouteSpec>
}

class Request {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
  readonly headers: Headers
  readonly #raw: Incoming['body']
  readonly #signal: () => AbortSignal

  constructor(params: unknown, query: unknown, body: unknown, { headers, body: raw, signal }: Incoming) {
    this.params = params
    this.query = query
    this.body = body
    this.headers = headers
    this.#raw = raw
    this.#signal = signal
  }

  get bodyText(): string | undefined {
    return this.#raw?.toString()
  }

  get signal(): AbortSignal {
    return this.#signal()
  }
}

function parse(schema: z.ZodType, input: unknown, where: 'body' | 'query', problems: Problem[]): unknown {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  const turned = leniently(schema, result.error.issues, input)
  const second = turned === undefined ? result : schema.safeParse(turned)
  if (second.success) return second.data
  problems.push(...problemsOf(schema, second.error.issues, turned ?? input, where))
  return undefined
}

const queryOf = (query: string): Record<string, string> => Object.fromEntries(new URLSearchParams(query))

function bodyOf(spec: RouteSpec, { body, headers }: Incoming): unknown {
  const limit = LIMITS[spec.path] ?? USUAL_LIMIT
  const bytes = typeof body === 'string' ? Buffer.byteLength(body) : (body?.length ?? 0)
  if (bytes > limit) throw new BodyTooLarge(bytes, limit)
  if (bytes > 0 && !isJson(headers['content-type'])) return body?.toString()
  // Log lines may hold anything; their handler takes NUL out, so that one line does not cost the batch.
  const value = readJson(body, spec.path === '/logs/' ? 'admitted' : 'refused')
  return value === null ? undefined : value
}

/** Old clients of 3.x send JSON without saying so. */
const isJson = (type: string | string[] | undefined): boolean =>
  type === undefined || /^application\/([\w.-]+\+)?json\b/i.test(String(type))

/** Separate arguments may be absent all together, and null is the same as absent. */
function argumentsOf(value: unknown): unknown {
  if (value === undefined) return {}
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.values(value).includes(null) ? Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null)) : value
}

/** In Prefect a limit out of range is refused in the plain form, unlike everything else in a body. */
function checkLimit(spec: RouteSpec, body: unknown, maximum: number): void {
  if (typeof body !== 'object' || body === null || !('limit' in body) || typeof body.limit !== 'number' || !isPaged(spec)) return
  if (body.limit < 0) throw new Unprocessable('Invalid limit: must be greater than or equal to 0.')
  if (body.limit > maximum) throw new Unprocessable(`Invalid limit: must be less than or equal to ${maximum}.`)
}

/** Not every `limit` is that of a list: concurrency limits have one of their own. */
function isPaged({ body }: RouteSpec): boolean {
  const object = body === undefined ? undefined : bare(body)
  return object instanceof z.ZodObject && object.shape['limit'] === page.limit
}

function refuse(problems: readonly Problem[], body: unknown): never {
  throw new InvalidRequest(problems, body)
}

/** Bodies that may hold secrets, which an error must not repeat. */
const HAVE_SECRETS: ReadonlySet<string> = new Set(['POST /block_documents/', 'PATCH /block_documents/{id}'])

function hidingSecrets<Result>({ method, path }: RouteSpec, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    throw error instanceof InvalidRequest && HAVE_SECRETS.has(`${method} ${path}`) ? withoutSecrets(error) : error
  }
}
