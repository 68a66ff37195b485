import type { FastifyInstance } from 'fastify'
import type { ServerContext } from '../context.ts'
import type { Operation } from '../http/operation.ts'
import { Router } from '../http/router.ts'
import { createServerMetrics } from './server-metrics.ts'

/** Where Prefect 3.8 has them. */
const PATH = '/api/metrics'

/**
 * Answers `GET /api/metrics` in the text format of Prometheus, and measures all calls of the API. Calls that no operation fits are
 * counted together, so that nobody can make series without end.
 */
export function serveMetrics(app: FastifyInstance, context: Pick<ServerContext, 'store'>, operations: readonly Operation[]): void {
  const metrics = createServerMetrics(context, () => app.websocketServer.clients.size)
  const router = new Router(operations)
  const nameOf = (method: string, url: string): string => {
    const [path = ''] = url.slice('/api'.length).split('?', 1)
    return router.find(method, path).candidates[0]?.operation.name ?? 'other'
  }
  app.addHook('onResponse', (request, reply, done) => {
    const { method, url } = request
    if (url.startsWith('/api/') && url !== PATH) metrics.answered(nameOf(method, url), reply.statusCode, reply.elapsedTime / 1000)
    done()
  })
  app.get(PATH, async (_request, reply) => reply.header('content-type', metrics.contentType).send(await metrics.text()))
}
