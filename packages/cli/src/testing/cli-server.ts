import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Client, createClient, createHttpTransport } from '@millrace/client'
import { startServer } from '@millrace/server'
import { loadSettings } from '@millrace/settings'
import { main } from '../main.ts'
import { capturedIo } from './captured-io.ts'

/** What a command did. */
interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** A server on a home of its own, and a command line that uses it. */
export interface CliServer extends AsyncDisposable {
  readonly url: string
  readonly home: string
  /** The working folder of the commands. */
  readonly cwd: string
  readonly client: Client
  /** Runs a command to its end. */
  run(...argv: readonly string[]): Promise<Ran>
  /** Runs a command with this API key. */
  runAs(key: string, ...argv: readonly string[]): Promise<Ran>
  /** Runs a command with this text as standard input. */
  runWith(stdin: string, ...argv: readonly string[]): Promise<Ran>
  /** What a command printed with `-o json`. */
  json(...argv: readonly string[]): Promise<unknown>
}

/** What every call carries that is made to a server with accounts. */
const AUTH_STRING = 'root:of all accounts'

/** Starts a server without background services, for one test; with accounts, the commands have its auth string, which may do everything. */
export async function startCliServer({ accounts = false }: { readonly accounts?: boolean } = {}): Promise<CliServer> {
  const root = await mkdtemp(join(tmpdir(), 'millrace-cli-'))
  const [home, cwd] = [join(root, 'home'), join(root, 'work')]
  await mkdir(cwd)
  const authString = accounts ? AUTH_STRING : null
  const overrides = {
    'server.api.port': 0,
    'server.loggingLevel': 'CRITICAL',
    'server.accounts.enabled': accounts,
    'server.api.authString': authString,
  }
  const settings = loadSettings({ env: { MILLRACE_HOME: home }, cwd, overrides })
  const server = await startServer({ settings, services: false })
  const client = createClient(createHttpTransport({ url: server.url, authString, timeoutSeconds: 10, maxRetries: 0, jitterFactor: 0 }))

  const start = async (env: Readonly<Record<string, string>>, stdin: string, argv: readonly string[]): Promise<Ran> => {
    const io = capturedIo({ env: { MILLRACE_HOME: home, MILLRACE_API_URL: server.url, ...env }, cwd, stdin })
    const code = await main(argv, io)
    return { code, ...io.printed() }
  }
  const runWith: CliServer['runWith'] = (stdin, ...argv) => start(accounts ? { MILLRACE_API_AUTH_STRING: AUTH_STRING } : {}, stdin, argv)
  return {
    url: server.url,
    home,
    cwd,
    client,
    runWith,
    run: async (...argv) => await runWith('', ...argv),
    runAs: (key, ...argv) => start({ MILLRACE_API_KEY: key }, '', argv),
    async json(...argv) {
      const { code, out, err } = await runWith('', ...argv, '-o', 'json')
      if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code}: ${err}`)
      return JSON.parse(out)
    },
    async [Symbol.asyncDispose]() {
      await client.transport.close()
      await server.close()
      await rm(root, { recursive: true, force: true })
    },
  }
}
