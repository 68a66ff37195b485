import { setTimeout as delay } from 'node:timers/promises'
import type { Settings } from '@millrace/settings'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { createApp } from './app.ts'
import { registerBlockTypes } from './blocks/register-block-types.ts'
import { makeHome } from './embedded.ts'
import { AddressUnavailable } from './errors.ts'
import { isLoopback } from './http/origin.ts'
import { createLog } from './log.ts'
import { createParts } from './parts.ts'
import { openContext } from './server-context.ts'
import { removeServerFile, writeServerFile } from './server-file.ts'
import { hasAdmin } from './store/queries/accounts.ts'
import { startServices } from './services/services.ts'

/** Milliseconds that calls in flight have to end when the server stops. */
const GRACE_MS = 6000
/** Milliseconds that the services have to end their turns. */
const SERVICES_GRACE_MS = 2000

/** How a server is started. */
export interface StartOptions {
  readonly settings: Settings
  readonly log?: Logger
  /** False leaves the background services out: nothing is scheduled, nobody is found late. */
  readonly services?: boolean
  /** The folder of the built web UI; without it only the API is served. */
  readonly uiFolder?: string | undefined
}

/** A server that runs. */
export interface RunningServer {
  /** The API's: `http://127.0.0.1:4200/api`. */
  readonly url: string
  /** Where pages and documents are: `http://127.0.0.1:4200`. */
  readonly address: string
  /** With accounts on, and nobody who may administer: `millrace server create-admin` makes them. */
  readonly needsAdmin: boolean
  /** Finishes calls in flight, closes sockets, writes what waits and closes the database; within ten seconds. */
  close(): Promise<void>
}

/**
 * Opens the database, brings it up to date, and serves the API until it is closed. Throws `AddressUnavailable`, `HomeNotWritable` or
 * `StoreUnopenable`, whose messages say what to do.
 */
export async function startServer({
  settings,
  log = createLog(settings),
  services = true,
  uiFolder,
}: StartOptions): Promise<RunningServer> {
  await makeHome(settings.home)
  await using opened = new AsyncDisposableStack()
  const context = await openContext({ settings, log, onFatal: (error) => stopOnFatal(error, log) })
  opened.use(context.store)
  if (settings.server.registerBlocksOnStart) await registerBlockTypes(context)
  const parts = createParts(context)
  opened.defer(() => parts.ingest.drain())
  opened.defer(() => parts.auditor.drain())
  const app = createApp(context, parts, uiFolder)
  opened.defer(() => closeApp(app))
  const address = await listen(app, settings)
  const url = `${address}/api`
  await writeServerFile(settings.home, url)
  opened.defer(() => removeServerFile(settings.home))
  warnIfOpen(settings, log)
  const needsAdmin = settings.server.accounts.enabled && !(await context.store.read(hasAdmin))
  if (services) {
    const background = startServices(context, parts.dispatcher)
    opened.defer(() => Promise.race([background.stop(), delay(SERVICES_GRACE_MS, undefined, { ref: false })]))
  }
  opened.defer(() => {
    parts.readiness.ready = false
  })
  const running = opened.move()
  log.info({ url }, 'the server is ready')
  return { url, address, needsAdmin, close: () => running.disposeAsync() }
}

async function listen(app: FastifyInstance, settings: Settings): Promise<string> {
  const { host, port } = settings.server.api
  try {
    await app.listen({ host, port, backlog: 2048 })
  } catch (error) {
    throw new AddressUnavailable(host, port, reasonOf(error), error)
  }
  const bound = app.server.address()
  const actual = typeof bound === 'object' && bound !== null ? bound.port : port
  return `http://${nameOf(host)}:${actual}`
}

/** Where this machine reaches a server that listens everywhere. */
function nameOf(host: string): string {
  if (host === '0.0.0.0' || host === '') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  switch (code) {
    case 'EADDRINUSE':
      return 'another program listens there; stop it, or choose another port by --port or MILLRACE_SERVER_API_PORT (0 takes a free one)'
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return 'this machine has no such address; give one of its own by --host or MILLRACE_SERVER_API_HOST'
    case 'EACCES':
      return 'this user may not; choose a port from 1024 on'
    default:
      return error instanceof Error ? error.message : String(error)
  }
}

function warnIfOpen({ server }: Settings, log: Logger): void {
  const { host, authString } = server.api
  if (isLoopback(host) || authString !== null || server.accounts.enabled) return
  log.warn(
    { host },
    'everybody who reaches this address may use the API; set MILLRACE_SERVER_ACCOUNTS_ENABLED or MILLRACE_SERVER_API_AUTH_STRING, or listen on 127.0.0.1',
  )
}

/** Waits for calls in flight, then ends those that take too long. */
async function closeApp(app: FastifyInstance): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), GRACE_MS)
  try {
    await app.close()
  } finally {
    clearTimeout(timer)
  }
}

/** A COMMIT that failed cannot be made good: what was answered before it stands, and the next start reads the log anew. */
function stopOnFatal(error: Error, log: Logger): void {
  log.fatal({ err: error }, 'the database failed; the server stops')
  process.exitCode = 1
  process.kill(process.pid, 'SIGTERM')
}
