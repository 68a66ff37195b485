import type { AllRoutes, ClientOf, Method } from '@millrace/protocol'
import { ROUTE_PATHS } from '@millrace/protocol/route-paths'
import { ApiError } from './errors.ts'
import type { Transport } from './transport/transport.ts'

/** A typed function for every route of the API, and what carries them. */
export type Client = ClientOf<AllRoutes> & { readonly transport: Transport }

interface AnyCall {
  readonly params?: Readonly<Record<string, unknown>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
  readonly text?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/**
 * Makes the typed client over a transport.
 *
 * Every function answers the parsed body of a 2xx and throws `ApiError` for any other status, or `ServerUnreachable`.
 */
export const createClient = (transport: Transport): Client => new LazyClient(transport) as unknown as Client

/** Makes the functions of a group when the first of them is asked for: most clients use one or two groups, and many are made. */
class LazyClient {
  readonly transport: Transport

  constructor(transport: Transport) {
    this.transport = transport
  }

  static {
    for (const [group, members] of Object.entries(ROUTE_PATHS))
      Object.defineProperty(LazyClient.prototype, group, {
        get(this: LazyClient) {
          const value = groupOf(members, this.transport)
          Object.defineProperty(this, group, { value, enumerable: true })
          return value
        },
      })
  }
}

/**
 * Writes log lines as `logs.create` does, from the JSON texts of its objects: a program may have very many.
 *
 * @throws ApiError for any other status than 2xx, or `ServerUnreachable`.
 */
export async function sendLogs(transport: Transport, lines: readonly string[]): Promise<void> {
  await perform(transport, ROUTE_PATHS.logs.create, { text: `[${lines.join(',')}]` })
}

const groupOf = (members: Readonly<Record<string, string>>, transport: Transport): unknown =>
  Object.fromEntries(Object.entries(members).map(([name, route]) => [name, (call: AnyCall = {}) => perform(transport, route, call)]))

async function perform(transport: Transport, route: string, call: AnyCall): Promise<unknown> {
  const [method, pattern] = route.split(' ') as [Method, string]
  const path = fillPath(pattern, call.params ?? {}) + queryOf(call.query ?? {})
  const { status, body } = await transport.send({
    method,
    path,
    body: method === 'GET' || method === 'DELETE' ? undefined : (call.body ?? {}),
    ...(call.text === undefined ? {} : { text: call.text }),
    ...(call.headers === undefined ? {} : { headers: call.headers }),
    ...(call.signal === undefined ? {} : { signal: call.signal }),
  })
  if (status >= 200 && status < 300) return body
  throw new ApiError(`${method} ${path}`, status, body, status === 404 ? wrongAddress(transport.address) : undefined)
}

/** Both servers have their API below `/api`; who leaves it out finds nothing. */
const wrongAddress = (address: string): string | undefined =>
  /^https?:/.test(address) && !new URL(address).pathname.includes('/api')
    ? `the address ${address} has no /api: is it ${address.replace(/\/$/, '')}/api?`
    : undefined

const fillPath = (path: string, params: Readonly<Record<string, unknown>>): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(String(params[key])))

function queryOf(query: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null)
  return given.length === 0 ? '' : `?${new URLSearchParams(given.map(([key, value]): [string, string] => [key, String(value)])).toString()}`
}
