import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Answer } from './answer.ts'
import { SESSION } from './identify.ts'
import type { CsrfTokens } from './csrf-tokens.ts'
import { send } from './send.ts'

const WRITES: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

/** Refuses writes without the token of their client, in the words by which Prefect's clients know to fetch another. */
export function requireCsrfTokens(app: FastifyInstance, tokens: CsrfTokens): void {
  app.addHook('onRequest', async (request, reply) => {
    // Who signs in cannot have a token yet; the cookie is of this site alone.
    if (!WRITES.has(request.method) || !request.url.startsWith('/api/') || request.url === SESSION) return
    const refusal = await refuse(tokens, request)
    if (refusal !== undefined) await send(reply, refusal)
  })
}

async function refuse(tokens: CsrfTokens, { headers }: FastifyRequest): Promise<Answer | undefined> {
  const { 'prefect-csrf-token': token, 'prefect-csrf-client': client } = headers
  if (typeof token !== 'string') return refusal('Missing CSRF token.')
  if (typeof client !== 'string') return refusal('Missing client identifier.')
  return (await tokens.isValid(client, token)) ? undefined : refusal('Invalid CSRF token or client identifier.')
}

const refusal = (detail: string): Answer => ({ status: 403, body: { detail } })
