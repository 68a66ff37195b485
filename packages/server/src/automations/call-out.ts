import { type LookupAddress, lookup } from 'node:dns'
import { type IncomingMessage, request as requestHttp, type RequestOptions } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { isPrivateAddress } from './private-address.ts'

/** Bytes of an answer that are read; what follows is left unread. */
const MOST_READ = 64 * 1024

/** A call to a service outside. */
export interface OutwardCall {
  readonly method: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | undefined
  /** Seconds until the answer must have come; 30 unless said otherwise. */
  readonly timeout?: number
  /** False admits any certificate. */
  readonly verify?: boolean
  /** False refuses addresses of private networks and of this machine, whatever name they go by. */
  readonly allowPrivate?: boolean
}

export interface OutwardAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** There was no answer: nobody listens, the name is unknown, it took too long, or the address is not admitted. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed'
  /** Whether another try may do better. */
  readonly passing: boolean

  constructor(message: string, { passing, cause }: { passing: boolean; cause?: unknown }) {
    super(message, { cause })
    this.passing = passing
  }
}

const TIMEOUT = 30

/** What holds for every call, whoever asked for it. */
export interface OutwardTerms {
  /** Ends the call. */
  readonly signal: AbortSignal
  /** False refuses addresses of private networks also where the call allows them. */
  readonly allowPrivate: boolean
}

/**
 * Calls a service by HTTP and answers what it says, whatever the status; redirects are not followed, as in Prefect. Throws `CallFailed`.
 */
export async function callOut(asked: OutwardCall, { signal, allowPrivate }: OutwardTerms): Promise<OutwardAnswer> {
  const call = allowPrivate ? asked : { ...asked, allowPrivate }
  const url = urlOf(call)
  const timeout = call.timeout ?? TIMEOUT
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeout * 1000)])
  try {
    return await exchange(url, call, limit)
  } catch (error) {
    if (error instanceof CallFailed) throw error
    const late = limit.aborted && !signal.aborted
    throw new CallFailed(late ? `no answer within ${timeout} seconds` : reasonOf(error), { passing: true, cause: error })
  }
}

function urlOf({ url: text, allowPrivate = true }: OutwardCall): URL {
  const url = URL.parse(text)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '') {
    throw new CallFailed('the URL is no address by http or https', { passing: false })
  }
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  if (!allowPrivate && isIP(host) !== 0 && isPrivateAddress(host)) throw refused(host)
  return url
}

const refused = (host: string): CallFailed =>
  new CallFailed(
    `${host} is an address of a private network, which its block (allow_private_urls) or this server (MILLRACE_SERVER_ALLOW_PRIVATE_URLS) does not allow`,
    { passing: false },
  )

function exchange(
  url: URL,
  { method, headers = {}, body, verify = true, allowPrivate = true }: OutwardCall,
  signal: AbortSignal,
): Promise<OutwardAnswer> {
  const options: RequestOptions = {
    method,
    headers: { 'user-agent': 'Millrace', ...lengthOf(body), ...headers },
    signal,
    // Looked at when the connection is made: what a name meant a moment before does not count.
    ...(allowPrivate ? {} : { lookup: lookupPublic, agent: false }),
  }
  return new Promise((resolve, reject) => {
    const onAnswer = (answer: IncomingMessage): void => {
      readText(answer).then((text) => resolve({ status: answer.statusCode ?? 0, headers: plainHeaders(answer), text }), reject)
    }
    const request =
      url.protocol === 'https:'
        ? requestHttps(url, { ...options, rejectUnauthorized: verify }, onAnswer)
        : requestHttp(url, options, onAnswer)
    request.on('error', reject)
    request.end(body)
  })
}

const lengthOf = (body: string | undefined): Record<string, string> =>
  body === undefined || body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) }

async function readText(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    length += chunk.length
    if (length >= MOST_READ) break
  }
  return Buffer.concat(chunks).subarray(0, MOST_READ).toString()
}

const plainHeaders = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, [value].flat().join(', ')]])))

const lookupPublic: LookupFunction = (host, options, callback) => {
  lookup(host, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error !== null) return callback(error, [])
    if (addresses.some(({ address }) => isPrivateAddress(address))) return callback(refused(host), [])
    const [first] = addresses
    return options.all === true ? callback(null, addresses) : callback(null, first?.address ?? '', first?.family ?? 4)
  })
}

function reasonOf(error: unknown): string {
  // One for each address that was tried, when a name has several.
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ')
  return error instanceof Error ? error.message : String(error)
}
