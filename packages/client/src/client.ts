import { type AllRoutes, type ClientOf, type RouteSpec, type Routes, routes } from '@millrace/protocol'
import { ApiError } from './errors.ts'
import type { Transport } from './transport/transport.ts'

/** A typed function for every route of the API, and what carries them. */
export type Client = ClientOf<AllRoutes> & { readonly transport: Transport }

interface AnyCall {
  readonly params?: Readonly<Record<string, unknown>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/**
 * Makes the typed client over a transport.
 *
 * Every function answers the parsed body of a 2xx and throws `ApiError` for any other status, or `ServerUnreachable`.
 */
export function createClient(transport: Transport): Client {
  const groups = Object.entries<Routes>(routes).map(([group, members]) => [group, groupOf(members, transport)])
  return { ...Object.fromEntries(groups), transport } as Client
}

const groupOf = (members: Routes, transport: Transport): unknown =>
  Object.fromEntries(Object.entries(members).map(([name, spec]) => [name, (call: AnyCall = {}) => perform(transport, spec, call)]))

async function perform(transport: Transport, spec: RouteSpec, call: AnyCall): Promise<unknown> {
  const path = fillPath(spec.path, call.params ?? {}) + queryOf(call.query ?? {})
  const { status, body } = await transport.send({
    method: spec.method,
    path,
    body: spec.body === undefined ? undefined : (call.body ?? {}),
    ...(call.headers === undefined ? {} : { headers: call.headers }),
    ...(call.signal === undefined ? {} : { signal: call.signal }),
  })
  if (status >= 200 && status < 300) return body
  throw new ApiError(`${spec.method} ${path}`, status, body)
}

const fillPath = (path: string, params: Readonly<Record<string, unknown>>): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(String(params[key])))

function queryOf(query: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null)
  return given.length === 0 ? '' : `?${new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString()}`
}
