import type { FastifyInstance } from 'fastify'

/** Lets pages of the configured origins call, and answers their preflights; without any, no CORS header is ever sent. */
export function allowOrigins(app: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return
  app.addHook('onRequest', (request, reply, done) => {
    const { origin } = request.headers
    const allowed = origins.includes('*') ? '*' : origins.find((entry) => entry === origin)
    if (allowed !== undefined) reply.header('access-control-allow-origin', allowed)
    if (allowed !== '*') reply.header('vary', 'Origin')
    if (allowed === undefined || request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined)
      return done()
    reply
      .header('access-control-allow-methods', 'GET, POST, PUT, PATCH, DELETE')
      .header('access-control-allow-headers', request.headers['access-control-request-headers'] ?? '*')
      .header('access-control-max-age', '600')
      .code(204)
      .send()
  })
}
