import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cleanEnvironment, eventually, freePort, supervise, temporaryFolder } from '@millrace/testing'
import { emptyDatabaseOf, type Generation, peerProgram } from '../peers.ts'

/** A real Prefect server on a home of its own; disposing of it ends it and removes the home. */
export interface RunningPrefect extends AsyncDisposable {
  /** Ends in `/api`. */
  readonly url: string
}

/** Seconds that a cold start may take on a slow machine, most of them for importing Prefect. */
const START_SECONDS = 240

/** What would act between two calls of ours, or leave the machine. */
const QUIET = {
  PREFECT_SERVER_ANALYTICS_ENABLED: 'false',
  PREFECT_UI_ENABLED: 'false',
  PREFECT_SERVER_UI_ENABLED: 'false',
  PREFECT_API_SERVICES_SCHEDULER_ENABLED: 'false',
  PREFECT_API_SERVICES_LATE_RUNS_ENABLED: 'false',
  PREFECT_API_SERVICES_PAUSE_EXPIRATIONS_ENABLED: 'false',
  PREFECT_API_SERVICES_CANCELLATION_CLEANUP_ENABLED: 'false',
  PREFECT_API_SERVICES_FOREMAN_ENABLED: 'false',
  PREFECT_API_SERVICES_TRIGGERS_ENABLED: 'false',
  PREFECT_API_SERVICES_FLOW_RUN_NOTIFICATIONS_ENABLED: 'false',
  PREFECT_LOGGING_SERVER_LEVEL: 'ERROR',
}

/** `prefect server start`; that of 2.20 imports Prefect only to start this in a process beside itself. */
const COMMAND: Readonly<Record<Generation, readonly string[]>> = {
  2: ['-m', 'uvicorn', '--factory', 'prefect.server.api.server:create_app', '--timeout-keep-alive', '5'],
  3: ['-m', 'prefect', 'server', 'start'],
}

/** Starts a real Prefect server, without services that act on their own, and waits until it is healthy. */
export async function startPrefect(generation: Generation, settings: Readonly<Record<string, string>> = {}): Promise<RunningPrefect> {
  await using opened = new AsyncDisposableStack()
  const home = opened.use(await temporaryFolder())
  const port = await freePort()
  // One of another kind, which the settings may name, is not touched by this.
  await copyFile(emptyDatabaseOf(generation), join(home.path, 'prefect.db'))
  const server = opened.use(
    supervise({
      program: peerProgram(generation, 'python'),
      argv: [...COMMAND[generation], '--host', '127.0.0.1', '--port', String(port)],
      env: cleanEnvironment({ ...QUIET, ...settings, PREFECT_HOME: home.path, PREFECT_API_URL: `http://127.0.0.1:${port}/api` }),
    }),
  )
  const url = `http://127.0.0.1:${port}/api`
  await Promise.race([
    eventually(`Prefect ${generation} to answer`, () => isHealthy(url), START_SECONDS),
    server.ended.then((code) => Promise.reject(new Error(`the server of Prefect ${generation} ended with ${code}:\n${server.output()}`))),
  ])
  const running = opened.move()
  return { url, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

async function isHealthy(url: string): Promise<true | undefined> {
  const answer = await fetch(`${url}/health`).catch(() => undefined)
  return answer?.ok === true ? true : undefined
}
