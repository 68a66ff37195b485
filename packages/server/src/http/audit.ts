import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'

const WRITES: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

/** Reads whose question is a body, by the end of their path. */
const ASKS =
  /\/(?:filter|paginate|history|lateness|rows|next-runs|place|summary|search|render|test|validate|concurrency_status|get_runs|get_scheduled_flow_runs|counts?|count-[a-z-]+|count-by\/[^/]+)\/?$/

/** What runs and workers tell all the time of themselves: log lines, events, that they live. */
const TOLD = /^\/api\/(?:logs\/?|events|.*\/(?:heartbeat|lease|renew))$/

/**
 * Logs every write: who made it by the name in the credentials (nobody's, where none are asked for), from which address, by which program,
 * what it was, and how it was answered. Bodies and queries are not in it: they may hold secrets.
 */
export function auditWrites(app: FastifyInstance, log: Logger, authString: string | null): void {
  const who = authString === null ? null : (authString.split(':', 1)[0] ?? '')
  const lines = log.child({ audit: true }, { level: 'info' })
  app.addHook('onResponse', (request, reply, done) => {
    if (isAudited(request)) {
      const { method, ip: from, headers, id } = request
      const admitted = reply.statusCode !== 401 && reply.statusCode !== 429
      lines.info(
        {
          who: admitted ? who : null,
          from,
          by: headers['user-agent'] ?? null,
          method,
          path: pathOf(request),
          status: reply.statusCode,
          id,
        },
        'a write',
      )
    }
    done()
  })
}

const isAudited = (request: FastifyRequest): boolean => {
  if (!WRITES.has(request.method)) return false
  const path = pathOf(request)
  return !(request.method === 'POST' && (ASKS.test(path) || TOLD.test(path)))
}

const pathOf = ({ url }: FastifyRequest): string => url.replace(/\?.*$/s, '')
