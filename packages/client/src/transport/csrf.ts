import type { Method } from '@millrace/protocol'
import type { WireRequest, WireResponse } from './transport.ts'

/** The CSRF token of one client and how it is come by. */
export interface CsrfTokens {
  /** What a call of this method must carry; nothing until a server has asked for it. */
  headersFor(method: Method): Readonly<Record<string, string>>
  /** True when an answer says that the token is missing, wrong or too old. */
  isRefusal(response: WireResponse): boolean
  /** Fetches a new token; false when the server has none to give. Callers at once share one fetch. */
  renew(signal: AbortSignal | undefined): Promise<boolean>
}

/**
 * CSRF protection as Prefect's servers have it, asked for only after a refusal: a server without it, the usual case,
 * costs no extra call, and a refused call has changed nothing.
 */
export function csrfTokens(send: (request: WireRequest) => Promise<WireResponse>): CsrfTokens {
  const client = crypto.randomUUID()
  let token: string | undefined
  let renewal: Promise<boolean> | undefined

  async function fetchToken(): Promise<boolean> {
    const { status, body } = await send({ method: 'GET', path: `/csrf-token?client=${client}` })
    if (status !== 200 || typeof body !== 'object' || body === null || !('token' in body)) return false
    token = String(body.token)
    return true
  }

  return {
    headersFor: (method) => (token === undefined || method === 'GET' ? {} : { 'prefect-csrf-token': token, 'prefect-csrf-client': client }),
    isRefusal: ({ status, body }) => status === 403 && /csrf/i.test(JSON.stringify(body ?? '')),
    async renew(signal) {
      renewal ??= fetchToken().finally(() => {
        renewal = undefined
      })
      const renewed = await renewal
      signal?.throwIfAborted()
      return renewed
    },
  }
}
