import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify'
import type { Dispatcher } from './dispatcher.ts'
import { LARGEST_BODY } from './receive.ts'
import { send } from './send.ts'

/**
 * Puts every operation of a dispatcher under `/api`. Bodies are handed on as bytes: what they are, and whether their path exists, is
 * decided once, in the dispatcher. `closing` aborts what handlers still wait for when the server stops.
 */
export function mount(app: FastifyInstance, dispatcher: Dispatcher, closing: AbortSignal): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: LARGEST_BODY }, (_request, body, done) => done(null, body))
  app.setErrorHandler((error: FastifyError, _request, reply) =>
    send(reply, { status: error.statusCode ?? 500, body: { detail: error.message } }),
  )
  app.setNotFoundHandler((_request, reply) => send(reply, { status: 404, body: { detail: 'Not Found' } }))
  app.all('/api/*', async (request, reply) => {
    const { url } = request
    const mark = url.indexOf('?')
    const answer = await dispatcher.dispatch({
      method: request.method,
      path: url.slice(4, mark === -1 ? undefined : mark),
      query: mark === -1 ? '' : url.slice(mark + 1),
      headers: request.headers,
      body: request.body as Buffer | undefined,
      signal: signalOf(reply, closing),
      actor: request.actor,
      address: request.ip,
    })
    return send(reply, answer)
  })
}

/** Most handlers never ask for it, so the signal is made when they do. */
function signalOf(reply: FastifyReply, closing: AbortSignal): () => AbortSignal {
  let signal: AbortSignal | undefined
  return () => {
    if (signal === undefined) {
      const gone = new AbortController()
      reply.raw.once('close', () => gone.abort())
      signal = AbortSignal.any([gone.signal, closing])
    }
    return signal
  }
}
