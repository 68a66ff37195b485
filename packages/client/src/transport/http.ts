import { API_VERSION } from '@millrace/protocol/constants'
import { ServerUnreachable } from '../errors.ts'
import { VERSION } from '../version.ts'
import { csrfTokens } from './csrf.ts'
import { backoffSeconds, isWorthRepeating, retryAfterSeconds, wait } from './retry.ts'
import type { Transport, WireRequest, WireResponse } from './transport.ts'

/** Seconds that a server which never answered yet is given to come up. */
const FIRST_CONTACT_SECONDS = 3

export interface HttpTransportOptions {
  /** The API's address, ending in `/api`. */
  readonly url: string
  /** `user:password`, sent as basic authentication. */
  readonly authString?: string | null
  /** Sent as a bearer token when there is no `authString`. */
  readonly apiKey?: string | null
  /** How long one attempt may take. */
  readonly timeoutSeconds: number
  /** How often a call is repeated after no answer or 408, 429, 502, 503. */
  readonly maxRetries: number
  /** By which part of itself a wait may grow, at random. */
  readonly jitterFactor: number
  readonly userAgent?: string
  /** Take part in CSRF protection where the server asks for it (default true). */
  readonly csrf?: boolean
  /** Sent with every call; what the protocol needs wins over them. */
  readonly headers?: Readonly<Record<string, string>>
  /** How long to try a server that has not answered this transport yet (default 3). */
  readonly firstContactSeconds?: number
  /** Somebody else had an answer from this address a moment ago: the server is waited for as one that was there (default false). */
  readonly known?: boolean
  /** What makes the calls (default: the global `fetch`). */
  readonly fetch?: typeof fetch
}

/**
 * Carries calls over HTTP, repeating those that got no answer or one that asks for patience.
 *
 * The waits are the server's `Retry-After`, or 1, 2, 4, … seconds. A server that never answered is given up after a few
 * seconds, so that a wrong address is noticed at once, while one that was there is waited for.
 */
export function createHttpTransport(options: HttpTransportOptions): Transport {
  const { timeoutSeconds, maxRetries, jitterFactor, firstContactSeconds = FIRST_CONTACT_SECONDS, known = false } = options
  const url = options.url.replace(/\/+$/, '')
  const call = options.fetch ?? fetch
  const headers = standingHeaders(options)
  const csrf = options.csrf === false ? undefined : csrfTokens(exchange)
  let answered = known

  async function exchange({ method, path, content, headers: own, signal }: Prepared): Promise<WireResponse> {
    const timeout = AbortSignal.timeout(Math.ceil(timeoutSeconds * 1000))
    const response = await call(url + path, {
      method,
      headers: {
        ...headers,
        ...(content === undefined ? {} : { 'content-type': 'application/json' }),
        ...csrf?.headersFor(method),
        ...own,
      },
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      ...(content === undefined ? {} : { body: content }),
    })
    answered = true
    return { status: response.status, headers: Object.fromEntries(response.headers), body: await bodyOf(response) }
  }

  async function attempt(request: Prepared): Promise<WireResponse> {
    const response = await exchange(request)
    if (csrf === undefined || !csrf.isRefusal(response)) return response
    return (await csrf.renew(request.signal)) ? await exchange(request) : response
  }

  return {
    address: url,
    async send({ body, text, ...rest }) {
      const request = { ...rest, content: text ?? (body === undefined ? undefined : JSON.stringify(body)) }
      const started = performance.now()
      for (let retry = 0; ; retry += 1) {
        const outcome = await attempt(request).catch((cause: unknown) => new NoAnswer(cause))
        request.signal?.throwIfAborted()
        if (outcome instanceof NoAnswer) {
          const late = !answered && performance.now() - started >= firstContactSeconds * 1000
          if (late || retry >= maxRetries) throw new ServerUnreachable(url, outcome.cause)
          await wait(answered ? backoffSeconds(retry, jitterFactor) : 0.2 * 2 ** retry, request.signal)
        } else {
          if (!isWorthRepeating(outcome.status) || retry >= maxRetries) return outcome
          await wait(retryAfterSeconds(outcome.headers) ?? backoffSeconds(retry, jitterFactor), request.signal)
        }
      }
    },
    // Idle connections of the global fetch close by themselves and hold no process alive.
    close: () => Promise.resolve(),
  }
}

/** A request whose body is written once for all attempts. */
interface Prepared extends Omit<WireRequest, 'body'> {
  readonly content?: string | undefined
}

class NoAnswer {
  readonly cause: unknown

  constructor(cause: unknown) {
    this.cause = cause
  }
}

function standingHeaders({ authString, apiKey, userAgent, headers }: HttpTransportOptions): Record<string, string> {
  const authorization = authString ? `Basic ${base64(authString)}` : apiKey ? `Bearer ${apiKey}` : undefined
  return {
    ...headers,
    accept: 'application/json',
    'user-agent': userAgent ?? `millrace/${VERSION} (API ${API_VERSION})`,
    'x-prefect-api-version': API_VERSION,
    ...(authorization === undefined ? {} : { authorization }),
  }
}

const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)))

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text()
  if (text === '') return undefined
  if (!response.headers.get('content-type')?.includes('json')) return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
