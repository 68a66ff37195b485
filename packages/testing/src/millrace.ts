import { join } from 'node:path'
import { type Client, createClient, createHttpTransport } from '@millrace/client'
import { freePort } from './free-port.ts'
import { type Supervised, supervise } from './supervised.ts'
import { temporaryFolder } from './temporary-folder.ts'

const LAUNCHER = join(import.meta.dirname, '..', '..', 'millrace', 'bin', 'millrace.cjs')

/** The environment of this process without any setting of Millrace or Prefect, and what is given. */
export function cleanEnvironment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(?:MILLRACE|PREFECT)_|^VITEST|^NODE_ENV$/.test(name))
  return { ...Object.fromEntries(inherited), NO_COLOR: '1', ...extra }
}

export interface Ran {
  readonly code: number | NodeJS.Signals
  /** Standard output and standard error together. */
  readonly output: string
}

interface Where {
  readonly env: Readonly<Record<string, string>>
  readonly cwd?: string
}

/** Starts a `millrace` command and leaves it running. */
export const startMillrace = (argv: readonly string[], { env, cwd }: Where): Supervised =>
  supervise({ program: process.execPath, argv: [LAUNCHER, ...argv], env: cleanEnvironment(env), ...(cwd === undefined ? {} : { cwd }) })

/** Starts a `millrace` command in a terminal of its own, as script(1) gives it one; `type` answers what it asks. */
export function startInTerminal(argv: readonly string[], { env, cwd }: Where): Supervised {
  const line = [process.execPath, LAUNCHER, ...argv].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')
  const where = cwd === undefined ? {} : { cwd }
  return supervise({
    program: 'script',
    argv: ['-qec', `stty cols 120 rows 40; exec ${line}`, '/dev/null'],
    env: cleanEnvironment({ TERM: 'xterm', ...env }),
    typed: true,
    ...where,
  })
}

/** Runs a `millrace` command to its end. */
export async function millrace(argv: readonly string[], where: Where): Promise<Ran> {
  const child = startMillrace(argv, where)
  return { code: await child.ended, output: child.output() }
}

/** A server in a process of its own, on a new home. */
export interface RunningServer extends AsyncDisposable {
  /** Ends in `/api`. */
  readonly url: string
  readonly home: string
  /** What commands, scripts and workers need to use this server. */
  readonly env: Readonly<Record<string, string>>
  readonly client: Client
  readonly process: Supervised
}

interface ServerOptions {
  /** Whether it also serves the web UI, which it builds where the sources are newer; default false. */
  readonly ui?: boolean
}

/** Starts `millrace server start` on a free port and waits until it is healthy. */
export async function startServer(
  extra: Readonly<Record<string, string>> = {},
  { ui = false }: ServerOptions = {},
): Promise<RunningServer> {
  const home = await temporaryFolder()
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/api`
  const server = startMillrace(['server', 'start', ...(ui ? [] : ['--no-ui']), '--host', '127.0.0.1', '--port', String(port)], {
    env: { MILLRACE_HOME: home.path, ...extra },
  })
  await answers(`${url}/health`, server)
  const transport = createHttpTransport({ url, timeoutSeconds: 30, maxRetries: 3, jitterFactor: 0.2 })
  return {
    url,
    home: home.path,
    env: { MILLRACE_HOME: home.path, MILLRACE_API_URL: url },
    client: createClient(transport),
    process: server,
    async [Symbol.asyncDispose]() {
      await transport.close()
      await server[Symbol.asyncDispose]()
      await home[Symbol.asyncDispose]()
    },
  }
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

/** Asks again, at short intervals, until `ask` answers something; for what another process does in its own time. */
export async function eventually<Value>(what: string, ask: () => Promise<Value | undefined>, seconds = 30): Promise<Value> {
  const deadline = performance.now() + seconds * 1000
  while (performance.now() < deadline) {
    const answer = await ask()
    if (answer !== undefined) return answer
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`${what} did not happen within ${seconds} s`)
}
