import type { AllRoutes, ClientOf } from '@millrace/protocol'
import { apiRoutes } from 'virtual:api-routes'
import { takeBegun } from '../early/begun.ts'
import { API_URL } from './address.ts'
import { attendance } from './attendance.ts'
import { csrfHeaders, isAboutCsrf, renewCsrfToken } from './csrf.ts'
import { noteServerTime } from '../time/server-clock.ts'
import { CallRefused, ServerGone } from './errors.ts'

/** A typed function for every route of the server. */
export type Api = ClientOf<AllRoutes>

const whoIsThere = attendance(globalThis)

interface AnyCall {
  readonly params?: Readonly<Record<string, unknown>>
  readonly query?: Readonly<Record<string, string | number | boolean | null | undefined>>
  readonly body?: unknown
  readonly signal?: AbortSignal
}

/**
 * The API. Every function answers the parsed body of a 2xx; it throws `CallRefused` for any other status, `ServerGone` when there is no
 * answer.
 */
export const api: Api = Object.fromEntries(
  Object.entries(apiRoutes).map(([group, members]) => [
    group,
    Object.fromEntries(Object.entries(members).map(([name, route]) => [name, (call: AnyCall = {}) => perform(route, call)])),
  ]),
) as unknown as Api

async function perform(route: string, call: AnyCall): Promise<unknown> {
  try {
    return await attempt(route, call)
  } catch (error) {
    // A token is fetched when the server first asks for one, and when the one there is has ended.
    if (!isAboutCsrf(error)) throw error
    await renewCsrfToken(API_URL)
    return await attempt(route, call)
  }
}

async function attempt(route: string, { params = {}, query = {}, body, signal }: AnyCall): Promise<unknown> {
  const [method = 'GET', path = ''] = route.split(' ')
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(String(params[key])))
  const given = Object.entries(query).flatMap(([key, value]) => (value === undefined || value === null ? [] : [[key, String(value)]]))
  const search = given.length === 0 ? '' : `?${new URLSearchParams(given)}`
  const takesBody = method === 'POST' || method === 'PUT' || method === 'PATCH'
  const url = `${API_URL}${filled}${search}`
  const sent = takesBody ? JSON.stringify(body ?? {}) : undefined
  const answer =
    takeBegun(method, url, sent) ??
    fetch(url, {
      method,
      headers: {
        ...(takesBody ? { 'content-type': 'application/json' } : {}),
        ...(method === 'GET' ? {} : csrfHeaders()),
        ...whoIsThere(),
      },
      ...(sent === undefined ? {} : { body: sent }),
      ...(signal === undefined ? {} : { signal }),
    })
  const response = await answer.catch((error: unknown) => {
    throw signal?.aborted === true ? error : new ServerGone('The server does not answer.', { cause: error })
  })
  noteServerTime(response.headers.get('date'), Date.now())
  const text = await response.text()
  const answered = text === '' ? undefined : jsonOf(text)
  if (response.ok) return answered
  const after = Number(response.headers.get('retry-after') ?? Number.NaN)
  const requestId = response.headers.get('x-request-id') ?? undefined
  throw new CallRefused(response.status, answered, requestId, Number.isNaN(after) ? undefined : after)
}

/** The text itself for what is no JSON, such as a CSV or a proxy's page. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
