import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { promisify } from 'node:util'
import { type Generation, peerProgram } from './peers.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
}

/** Of files whose names change with their content. */
const FOR_EVER = 'public, max-age=31536000, immutable'

/** Prefect's own web UI, on an origin of its own. */
export interface PrefectUi extends AsyncDisposable {
  /** Such as `http://127.0.0.1:5123`. */
  readonly origin: string
  /** Says which API the pages are to call, from now on. */
  use(apiUrl: string): void
}

/**
 * Serves the web UI that comes in Prefect's package, as Prefect does: with its base path written into the files, `/ui-settings` saying
 * where the API is, and the page itself for every path that is no file.
 */
export async function servePrefectUi(generation: Generation): Promise<PrefectUi> {
  const folder = await uiFolder(generation)
  let apiUrl = ''
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://ui')
    const send = (type: string, body: string | Buffer): void =>
      void response
        .writeHead(200, { 'content-type': type, 'cache-control': pathname.startsWith('/assets/') ? FOR_EVER : 'no-cache' })
        .end(body)
    if (pathname === '/ui-settings') {
      send('application/json', JSON.stringify({ api_url: apiUrl, csrf_enabled: false, auth: null, flags: [], ...UI_OF_3 }))
      return
    }
    const named = join(folder, normalize(pathname))
    const file = extname(named) !== '' && existsSync(named) ? named : join(folder, 'index.html')
    const type = TYPES[extname(file)]
    readFile(file).then(
      (bytes) => send(type ?? 'application/octet-stream', type === undefined || type === 'image/png' ? bytes : withoutBase(bytes)),
      () => response.writeHead(500).end(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    use(url) {
      apiUrl = url
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** What 3.8 says beside the rest; 2.20 passes over it. */
const UI_OF_3 = { default_ui: 'v1', available_uis: ['v1'], v1_base_url: '/', v2_base_url: null }

/** The path under which the UI is served is filled in when Prefect's server starts; here it is the root. */
const withoutBase = (bytes: Buffer): string => bytes.toString('utf8').replaceAll('/PREFECT_UI_SERVE_BASE_REPLACE_PLACEHOLDER', '')

async function uiFolder(generation: Generation): Promise<string> {
  // Importing Prefect takes seconds; where it lies is known without.
  const program = "import importlib.util; print(importlib.util.find_spec('prefect').submodule_search_locations[0])"
  const { stdout } = await promisify(execFile)(peerProgram(generation, 'python'), ['-c', program])
  return join(stdout.trim(), 'server', 'ui')
}
