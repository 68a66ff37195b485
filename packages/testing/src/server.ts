import { type Client, createClient, createHttpTransport } from '@millrace/client'
import { freePort } from './free-port.ts'
import { startMillrace } from './millrace.ts'
import type { Supervised } from './supervised.ts'
import { temporaryFolder } from './temporary-folder.ts'

type Settings = Readonly<Record<string, string>>

/** A server in a process of its own, on a new home. */
export interface RunningServer extends AsyncDisposable {
  /** Ends in `/api`. */
  readonly url: string
  readonly home: string
  /** What commands, scripts and workers need to use this server. */
  readonly env: Settings
  /** Calls with the auth string of the server, where it has one. */
  readonly client: Client
  /** The process: another one after each start. */
  readonly process: Supervised
  /** Ends the process as a crash does, and those it has started. */
  kill(): Promise<void>
  /** Once its process has ended: starts one on the same port and home, with `settings` in place of those given before, and waits until it is healthy. */
  start(settings?: Settings): Promise<void>
}

interface ServerOptions {
  /** Whether it also serves the web UI, which it builds where the sources are newer; default false. */
  readonly ui?: boolean
}

/** Starts `millrace server start` on a free port and waits until it is healthy. */
export async function startServer(settings: Settings = {}, { ui = false }: ServerOptions = {}): Promise<RunningServer> {
  await using opened = new AsyncDisposableStack()
  const home = opened.use(await temporaryFolder())
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/api`
  const start = (env: Settings): Promise<Supervised> => startServerOn(port, { MILLRACE_HOME: home.path, ...env }, { ui })
  let server = await start(settings)
  opened.defer(() => server[Symbol.asyncDispose]())
  const authString = settings['MILLRACE_SERVER_API_AUTH_STRING'] ?? null
  const transport = createHttpTransport({ url, authString, timeoutSeconds: 30, maxRetries: 5, jitterFactor: 0.2 })
  opened.defer(() => transport.close())
  const running = opened.move()
  return {
    url,
    home: home.path,
    env: { MILLRACE_HOME: home.path, MILLRACE_API_URL: url },
    client: createClient(transport),
    get process() {
      return server
    },
    async kill() {
      server.kill('SIGKILL', true)
      await server.ended
    },
    async start(instead = settings) {
      server = await start(instead)
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

/** Starts `millrace server start` on a port of this machine, and waits until it is healthy. */
export async function startServerOn(port: number, env: Settings, { ui = false }: ServerOptions = {}): Promise<Supervised> {
  const server = startMillrace(['server', 'start', ...(ui ? [] : ['--no-ui']), '--host', '127.0.0.1', '--port', String(port)], { env })
  await answers(`http://127.0.0.1:${port}/api/health`, server)
  return server
}

/** Waits until `address` answers 2xx, as long as `process` lives, 60 seconds at most. */
export async function answers(address: string, process: Supervised): Promise<void> {
  const end: { code?: number | string } = {}
  void process.ended.then((code) => (end.code = code))
  for (let tries = 0; tries < 1200 && end.code === undefined; tries += 1) {
    const answer = await fetch(address).catch(() => undefined)
    if (answer?.ok === true) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`${address} does not answer${end.code === undefined ? '' : `, the process ended with ${end.code}`}:\n${process.output()}`)
}
