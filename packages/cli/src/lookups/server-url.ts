import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Settings, sourceOf } from '@millrace/settings'

/** The address at which a server is expected, and what says so. */
export interface ServerUrl {
  readonly url: string
  readonly origin: string
}

/** Where the server of these settings is: at `api.url`, as the server of this home wrote, or at its default place. */
export async function serverUrl(settings: Settings): Promise<ServerUrl> {
  if (settings.api.url !== null) {
    const { name, label } = sourceOf(settings, 'api.url')
    return { url: settings.api.url, origin: `${name} from ${label}` }
  }
  const file = join(settings.home, 'server.json')
  const written = await readFile(file, 'utf8').then(
    (content) => JSON.parse(content) as { readonly url?: unknown },
    () => undefined,
  )
  if (typeof written?.url === 'string') return { url: written.url, origin: `from ${file}` }
  const { host, port } = settings.server.api
  return { url: `http://${host}:${port}/api`, origin: 'the default; MILLRACE_API_URL is not set' }
}
