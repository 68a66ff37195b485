import type { Automation, Method } from '@millrace/protocol'
import { WITHIN } from '../../accounts/actor.ts'
import type { Dispatcher } from '../../http/dispatcher.ts'
import { ActionDelayed, ActionFailed } from './errors.ts'

export interface ApiAnswer {
  readonly status: number
  // An answer of any route; those who call know which.
  readonly body: ReturnType<typeof JSON.parse>
}

/** Calls the API of this server, in this process, in the name of an automation. */
export type Api = (method: Method, path: string, body?: unknown) => Promise<ApiAnswer>

/** Makes the way to the API for the actions of one automation; what they make says by whom. */
export function createApi(dispatcher: Dispatcher, { id, name }: Pick<Automation, 'id' | 'name'>, signal: AbortSignal): Api {
  const headers = { 'prefect-automation-id': id, 'prefect-automation-name': Buffer.from(name).toString('base64') }
  return async (method, path, body) => {
    const [pathname = '', query = ''] = path.split('?')
    const answer = await dispatcher.dispatch({
      method,
      path: pathname,
      query,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: () => signal,
      ...WITHIN,
    })
    // As on the wire: what is told onwards shares nothing with the server's own objects.
    return { status: answer.status, body: answer.body === undefined ? undefined : JSON.parse(JSON.stringify(answer.body)) }
  }
}

/** Refuses an answer that says no, in Prefect's words for the event. Throws `ActionFailed`, or `ActionDelayed` when the server itself is at a loss. */
export function requireDone(answer: ApiAnswer, type: string): void {
  const { status } = answer
  if (status < 300) return
  if (status >= 500) throw new ActionDelayed(`Unexpected status from '${type}' action: ${status}`)
  throw new ActionFailed(reasonOf(answer, type))
}

function reasonOf({ status, body }: ApiAnswer, type: string): string {
  if (status !== 409 && status !== 422) return `Unexpected status from '${type}' action: ${status}`
  const detail: unknown = body?.detail ?? body?.exception_detail
  const text = detail === undefined ? '' : typeof detail === 'string' ? detail : JSON.stringify(detail)
  if (status === 422 || text !== '') return `Validation error occurred for '${type}'${text === '' ? '' : ` - ${text}`}`
  return `Conflict (409) occurred for '${type}'`
}
