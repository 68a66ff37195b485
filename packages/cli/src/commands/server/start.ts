import { stripVTControlCharacters } from 'node:util'
import type { RunningServer } from '@millrace/server'
import type { LoadOptions, Settings } from '@millrace/settings'
import type { DefineCommand } from '../../command.ts'
import { CommandFailure } from '../../errors.ts'
import { wholeNumber } from '../../options/parsers.ts'

/** `millrace server start` */
export const start: DefineCommand = (command, { io, output, settings }) =>
  command
    .option('--host <address>', 'address to listen on (default: MILLRACE_SERVER_API_HOST, 127.0.0.1)')
    .option('--port <number>', 'port to listen on; 0 takes a free one (default: MILLRACE_SERVER_API_PORT, 4200)', wholeNumber(0))
    .option('--log-level <level>', 'DEBUG, INFO, WARNING, ERROR or CRITICAL (default: WARNING)')
    .option('--keep-alive-timeout <seconds>', 'how long an idle connection stays open', wholeNumber(0))
    .option('--no-services', 'leave the background services out: nothing is scheduled')
    .option('--scheduler', 'make the runs of schedules (default)')
    .option('--no-scheduler', 'do not make the runs of schedules')
    .option('--late-runs', 'mark runs that nobody started as Late (default)')
    .option('--no-late-runs', 'do not mark runs as Late')
    .option('--ui', 'serve the web UI at the root (default)')
    .option('--no-ui', 'do not serve the web UI')
    .option('--allow-unauthenticated', 'listen on other addresses than loopback without authentication')
    .option('-b, --background', "leave it running in the background; 'millrace server stop' ends it")
    .action(async ({ services, background, ...options }) => {
      if (background === true) {
        const { startInBackground } = await import('../../background/background-server.ts')
        refuseOpenDoor(await settings(overridesOf(options)))
        const { url, log } = await startInBackground((await settings()).home, io)
        output.line({ text: `The Millrace server runs in the background: ${url}`, style: 'green' })
        return output.line(`It writes to ${log}. 'millrace server stop' ends it.`)
      }
      const interrupted = io.interrupted()
      const values = await settings(overridesOf(options))
      refuseOpenDoor(values)
      const uiFolder = values.server.ui.enabled ? await uiFolderOf((text) => output.line(text)) : undefined
      const server = await startServerHere({ settings: values, services, uiFolder })
      output.line({ text: 'The Millrace server is ready.', style: 'bold' })
      if (uiFolder !== undefined) output.line('  UI        ', { text: server.address, style: 'cyan' })
      output.line('  API       ', { text: server.url, style: 'cyan' })
      output.line('  API docs  ', { text: `${server.address}/docs`, style: 'cyan' })
      output.line(`  Database  ${(values.server.database.connectionUrl ?? '').replace(/\/\/[^@/]*@/, '//')}`)
      if (server.needsAdmin) output.warning(NO_ADMIN)
      output.line(`\nUse it from another terminal with: millrace config set MILLRACE_API_URL=${server.url}\nCtrl-C stops it.`)
      await aborted(interrupted)
      output.line('Stopping.')
      await server.close()
    })

const NO_ADMIN = "Nobody may sign in yet: create the first user with 'millrace server create-admin <name>'."

interface StartFlags {
  readonly host?: string | undefined
  readonly port?: number | undefined
  readonly logLevel?: string | undefined
  readonly keepAliveTimeout?: number | undefined
  readonly scheduler?: boolean | undefined
  readonly lateRuns?: boolean | undefined
  readonly allowUnauthenticated?: boolean | undefined
  readonly ui?: boolean | undefined
}

const overridesOf = (flags: StartFlags): NonNullable<LoadOptions['overrides']> => ({
  'server.api.host': flags.host,
  'server.api.port': flags.port,
  'server.loggingLevel': flags.logLevel,
  'server.api.keepaliveTimeout': flags.keepAliveTimeout,
  'server.services.scheduler.enabled': flags.scheduler,
  'server.services.lateRuns.enabled': flags.lateRuns,
  'server.api.allowUnauthenticated': flags.allowUnauthenticated,
  'server.ui.enabled': flags.ui,
})

/** Without authentication everybody who reaches the address may do everything, so that must be said to be meant. */
function refuseOpenDoor({ server: { accounts, api } }: Settings): void {
  if (accounts.enabled || api.authString !== null || api.allowUnauthenticated || isLoopback(api.host)) return
  throw new CommandFailure(
    `refused to listen on ${api.host} without authentication. Set MILLRACE_SERVER_ACCOUNTS_ENABLED=true for users and API keys, or MILLRACE_SERVER_API_AUTH_STRING to user:password, or listen on 127.0.0.1, or say that it is meant with --allow-unauthenticated.`,
  )
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.')

/** Where the built UI is, which in a clone is built first when its sources are newer; undefined, said aloud, when that fails. */
async function uiFolderOf(say: (text: string) => void): Promise<string | undefined> {
  const { buildUi, uiFolder, uiIsStale } = await import('@millrace/ui')
  try {
    if (await uiIsStale()) {
      say('Building the web UI, once …')
      await buildUi()
    }
    return uiFolder
  } catch (error) {
    say(
      `The web UI is not served, since it could not be built: ${stripVTControlCharacters(error instanceof Error ? error.message : String(error))}`,
    )
    return undefined
  }
}

interface StartHere {
  readonly settings: Settings
  readonly services: boolean
  readonly uiFolder: string | undefined
}

async function startServerHere({ settings, services, uiFolder }: StartHere): Promise<RunningServer> {
  const { AddressUnavailable, startServer } = await import('@millrace/server')
  try {
    return await startServer({ settings, services, uiFolder })
  } catch (error) {
    const inUse = error instanceof AddressUnavailable && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'EADDRINUSE'
    if (!inUse) throw error
    throw new CommandFailure(
      `port ${error.port} on ${error.host} is in use by another program. Stop it, or choose another port with --port (0 takes a free one).`,
    )
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
