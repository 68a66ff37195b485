import { createHttpTransport, type Transport } from '@millrace/client'
import type { Settings } from '@millrace/settings'
import { startEmbeddedServer } from './embedded.ts'
import { NoServer } from './errors.ts'
import { httpOptions } from './http-options.ts'
import { runningServer } from './running-server.ts'

/**
 * Finds the server: the one `api.url` names, else the one that runs on this home, else one embedded in this process.
 *
 * @throws NoServer when there is none of them.
 */
export async function connect(settings: Settings): Promise<Transport> {
  const url = settings.api.url ?? (await runningServer(settings.home))
  if (url !== undefined) return createHttpTransport(httpOptions(url, settings))
  const embedded = await startEmbeddedServer(settings)
  if (embedded !== undefined) return embedded
  throw new NoServer(
    `no server: MILLRACE_API_URL is not set and none runs on ${settings.home}; set it, run 'millrace server start', or import 'millrace', which embeds one`,
  )
}
