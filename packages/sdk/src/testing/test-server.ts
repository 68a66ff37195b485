import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient, createHttpTransport, type Client, type Transport } from '@millrace/client'
import type { Log, State, TaskRun } from '@millrace/protocol'
import { loadSettings, type Settings } from '@millrace/settings'
import type { EmbeddedServerModule } from '../connection/embedded.ts'
import { httpOptions } from '../connection/http-options.ts'
import { createSession } from '../connection/open-session.ts'
import { type Session, withSession } from '../connection/session.ts'
import { RunState } from '../states/run-state.ts'

/** A server for tests: embedded on a new home, or the one that MILLRACE_TEST_API_URL names. */
export interface TestServer extends AsyncDisposable {
  readonly client: Client
  readonly session: Session
  readonly settings: Settings
  readonly home: string
  /** Everything `body` runs uses this server. */
  run<Result>(body: () => Promise<Result>): Promise<Result>
  /** The task runs of a flow run, in the order they were made; waits until `count` of them are final. */
  taskRuns(flowRunId: string, count: number): Promise<TaskRun[]>
  /** The names of the states that a task run went through, oldest first. */
  taskStates(taskRunId: string): Promise<string[]>
  flowStates(flowRunId: string): Promise<string[]>
  logs(flowRunId: string): Promise<Log[]>
}

/** What makes a process use the server that tests run against, on whichever home: nothing for one that is embedded. */
export const testServerEnvironment: Readonly<Record<string, string>> =
  process.env['MILLRACE_TEST_API_URL'] === undefined ? {} : { MILLRACE_API_URL: process.env['MILLRACE_TEST_API_URL'] }

/** Opens a server of its own for one test, on a new home or on one that a process has left. The home goes with it. */
export async function openTestServer({ home: given }: { readonly home?: string } = {}): Promise<TestServer> {
  const home = given ?? (await mkdtemp(join(tmpdir(), 'millrace-sdk-')))
  const env = { MILLRACE_HOME: home, MILLRACE_LOGGING_TO_API_BATCH_INTERVAL: '0.05', MILLRACE_WORKER_CANCELLATION_POLL_SECONDS: '0.1' }
  const settings = loadSettings({ env, cwd: home })
  const transport = await openTransport(settings)
  const client = createClient(transport)
  const session = createSession(client, settings, () => undefined)
  return {
    client,
    session,
    settings,
    home,
    run: (body) => withSession(session, body),
    async taskRuns(flowRunId, count) {
      const read = (): Promise<TaskRun[]> =>
        client.taskRuns.filter({ body: { task_runs: { flow_run_id: { any_: [flowRunId] } }, sort: 'ID_DESC' } })
      const runs = await until(read, (found) => found.filter(isOver).length >= count)
      return runs.toSorted((one, other) => (one.id < other.id ? -1 : 1))
    },
    taskStates: async (id) => namesOf(await client.taskRunStates.list({ query: { task_run_id: id } })),
    flowStates: async (id) => namesOf(await client.flowRunStates.list({ query: { flow_run_id: id } })),
    logs: async (id) => await client.logs.filter({ body: { logs: { flow_run_id: { any_: [id] } } } }),
    async [Symbol.asyncDispose]() {
      await session.flush()
      await transport.close()
      await rm(home, { recursive: true, force: true })
    },
  }
}

// The SDK does not depend on the server: only its tests load it, by a name that the compiler does not follow.
const SERVER: string = '@millrace/server'

async function openTransport(settings: Settings): Promise<Transport> {
  const url = process.env['MILLRACE_TEST_API_URL']
  if (url !== undefined) return createHttpTransport(httpOptions(url, settings))
  return await ((await import(SERVER)) as EmbeddedServerModule).createEmbeddedServer({ settings })
}

// Prefect's server has the row of a run for a moment before its state.
const isOver = ({ state }: TaskRun): boolean => state !== null && (state.name === 'NotReady' || RunState.fromWire(state).isFinal)

const namesOf = (states: readonly State[]): string[] =>
  states.toSorted((one, other) => (one.timestamp < other.timestamp ? -1 : 1)).map(({ name }) => name ?? '')

/** Servers take events in the background: what was told is there soon, not at once. */
async function until<Value>(read: () => Promise<Value>, holds: (value: Value) => boolean): Promise<Value> {
  const deadline = Date.now() + 15_000
  for (;;) {
    const value = await read()
    if (holds(value) || Date.now() > deadline) return value
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}
