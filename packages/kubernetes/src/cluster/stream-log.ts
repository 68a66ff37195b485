import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { createInterface } from 'node:readline'
import type { Cluster } from './connect.ts'

export interface LogOptions {
  readonly namespace: string
  readonly pod: string
  readonly container: string
  /** RFC 3339; lines of that second are told, too. */
  readonly since: string | undefined
  readonly onLine: (line: string) => void
  readonly signal: AbortSignal
}

/**
 * Follows the log of a container, each line of which begins with its time, until the container ends or the connection is
 * lost. Answers the HTTP status.
 *
 * The client's own reader of logs lets a lost connection end the process.
 */
export async function streamLog({ config }: Cluster, { namespace, pod, container, since, onLine, signal }: LogOptions): Promise<number> {
  const url = new URL(`${config.getCurrentCluster()?.server}/api/v1/namespaces/${namespace}/pods/${pod}/log`)
  const query = { container, follow: 'true', timestamps: 'true', ...(since === undefined ? {} : { sinceTime: since }) }
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  const options = { signal, headers: {} }
  await config.applyToHTTPSOptions(options)
  return await new Promise((resolve, reject) => {
    const request = (url.protocol === 'http:' ? httpRequest : httpsRequest)(url, options, (response) => {
      const status = response.statusCode ?? 0
      response.on('error', reject)
      if (status !== 200) {
        response.resume().on('end', () => resolve(status))
        return
      }
      const lines = createInterface({ input: response })
      lines.on('line', onLine)
      lines.on('close', () => resolve(status))
      lines.on('error', reject)
    })
    request.on('error', reject)
    request.end()
  })
}
