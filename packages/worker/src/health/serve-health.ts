import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WorkerError } from '../errors.ts'
import type { WorkerMetrics } from './worker-metrics.ts'

export interface HealthOptions {
  readonly host: string
  /** 0 for any that is free. */
  readonly port: number
  /** False when the worker has not been able to ask for due runs for long. */
  readonly isHealthy: () => boolean
  readonly metrics: Pick<WorkerMetrics, 'text' | 'contentType'>
}

/** A small server beside a worker. */
export interface HealthServer extends AsyncDisposable {
  readonly url: string
}

/**
 * Answers `GET /health` with 200 or 503, as the workers of Prefect do, and `GET /metrics` in the text format of Prometheus.
 *
 * @throws WorkerError when the address cannot be had.
 */
export async function serveHealth({ host, port, isHealthy, metrics }: HealthOptions): Promise<HealthServer> {
  const server = createServer((request, response) => {
    const answer = (status: number, body: string, type = 'application/json'): void => {
      response.writeHead(status, { 'content-type': type }).end(request.method === 'HEAD' ? undefined : body)
    }
    const message = (status: number, text: string): void => answer(status, JSON.stringify({ message: text }))
    const [path] = (request.url ?? '').split('?')
    if (request.method !== 'GET' && request.method !== 'HEAD') message(405, 'only GET is answered here')
    else if (path === '/health') {
      if (isHealthy()) message(200, 'OK')
      else message(503, 'Worker may be unresponsive at this time')
    } else if (path === '/metrics') {
      metrics.text().then(
        (text) => answer(200, text, metrics.contentType),
        () => message(500, 'the metrics could not be collected'),
      )
    } else message(404, 'there is /health and /metrics')
  })
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new WorkerError(`the health of the worker cannot be served on ${host}:${port}: ${reason}; choose MILLRACE_WORKER_WEBSERVER_PORT`)
  }
  const { port: bound } = server.address() as AddressInfo
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await Promise.resolve()
    },
  }
}
