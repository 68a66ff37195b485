import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient, type Client, type Transport } from '@millrace/client'
import { loadSettings, type LoadOptions } from '@millrace/settings'
import { type Clock, now, systemClock, useClock } from '../clock.ts'
import { NoServer } from '../connection/errors.ts'
import { startEmbeddedServer } from '../connection/embedded.ts'
import { createSession } from '../connection/open-session.ts'
import { useSession } from '../connection/session.ts'
import { MillraceError } from '../errors.ts'
import { createTestClock, type TestClock } from './skipping-clock.ts'

export interface TestServerOptions {
  /**
   * `skip` (default): waits and delays of runs take no time, and the clock shows that it passed. `manual`: time passes
   * only by `server.clock.advance`. `real`: the system's time.
   */
  readonly time?: 'skip' | 'manual' | 'real'
  /** What the clock shows at first (default: the system's time). */
  readonly start?: Date
  /** Settings by their paths, as in `{ 'tasks.defaultRetries': 1 }`. */
  readonly settings?: LoadOptions['overrides']
}

/** A server within this process, for the flows and tasks of one test. */
export interface TestServer extends AsyncDisposable {
  /** Of its API. */
  readonly client: Client
  readonly clock: TestClock
  /** The folder that holds its database and results; removed with it. */
  readonly home: string
  /** Resolves when it knows all that runs have told it so far. */
  flush(): Promise<void>
}

let running = false

/**
 * Opens a server on a temporary home, which every flow and task that this process calls from now on uses:
 * `await using server = await testServer()`. There is one at a time.
 *
 * @throws MillraceError when there is one; NoServer when `millrace` is not installed.
 */
export async function testServer({ time = 'skip', start, settings: overrides }: TestServerOptions = {}): Promise<TestServer> {
  if (running)
    throw new MillraceError('a test server is open in this process: close it first, and do not let tests that use one run at once')
  running = true
  const home = await mkdtemp(join(tmpdir(), 'millrace-test-'))
  const traffic = { calls: 0 }
  const isBusy = (): boolean => traffic.calls > 0
  const skipping = createTestClock({ start, skips: time === 'skip', isBusy })
  const clock: TestClock = time === 'real' ? { ...skipping, ...realClock } : skipping
  const inForce = useClock(clock)
  try {
    const settings = loadSettings({ env: { MILLRACE_HOME: home }, cwd: home, overrides: { 'logging.level': 'ERROR', ...overrides } })
    const embedded = await startEmbeddedServer(settings, { now })
    if (embedded === undefined) throw new NoServer("no server to test with: import from 'millrace/testing', which embeds one")
    const transport = counted(embedded, traffic)
    const session = createSession(createClient(transport), settings)
    const used = useSession(session)
    return {
      client: session.client,
      clock,
      home,
      flush: () => session.flush(),
      async [Symbol.asyncDispose]() {
        await session.flush()
        await transport.close()
        used[Symbol.dispose]()
        inForce[Symbol.dispose]()
        await rm(home, { recursive: true, force: true })
        running = false
      },
    }
  } catch (error) {
    inForce[Symbol.dispose]()
    await rm(home, { recursive: true, force: true })
    running = false
    throw error
  }
}

/** Runs `body` with a test server, and closes that behind it. */
export async function withTestServer<Result>(
  body: (server: TestServer) => Promise<Result>,
  options: TestServerOptions = {},
): Promise<Result> {
  await using server = await testServer(options)
  return await body(server)
}

const realClock: Clock & Pick<TestClock, 'now' | 'advance'> = {
  ...systemClock,
  now: () => new Date(),
  advance: () => Promise.reject(new MillraceError("the system's time cannot be advanced; open the server with time: 'skip' or 'manual'")),
}

/** Counts the calls that are under way. */
const counted = (transport: Transport, traffic: { calls: number }): Transport => ({
  address: transport.address,
  close: () => transport.close(),
  async send(request) {
    traffic.calls += 1
    try {
      return await transport.send(request)
    } finally {
      traffic.calls -= 1
    }
  },
})
