import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@millrace/testing'

const ROOT = join(import.meta.dirname, '..', '..')
const START_TIMEOUT_MILLIS = 90_000

/** Whose server it is; `ours` is compared with the others. */
type Role = 'ours' | 'floor' | 'prefect'
/** When SQLite flushes, or the other database. */
export type Setting = 'FULL' | 'NORMAL' | 'postgres'

/** A server under measurement, in a process of its own. */
export interface Contestant extends AsyncDisposable {
  readonly name: string
  readonly role: Role
  readonly setting: Setting
  /** Ends in `/api`. */
  readonly url: string
  /** The folder of its database and settings. */
  readonly home: string
  /** Milliseconds from the start of the process to the first answer of `/health`. */
  readonly startMillis: number
  /** Seconds of CPU that the process has used since its start. */
  cpuSeconds(): number
  /** Bytes resident now. */
  residentBytes(): number
}

/** Starts servers one after another; they end together. */
export async function startAll(
  starts: readonly (() => Promise<Contestant>)[],
): Promise<AsyncDisposable & { readonly list: readonly Contestant[] }> {
  await using stack = new AsyncDisposableStack()
  const list: Contestant[] = []
  for (const start of starts) list.push(stack.use(await start()))
  const running = stack.move()
  return { list, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

/** Ours, from source, with background services and default settings but for those given. */
export const millrace = (setting: Setting, env: Record<string, string> = {}, home?: string): Promise<Contestant> =>
  contestant({
    name: `Millrace, ${setting}`,
    role: 'ours',
    setting,
    home,
    start: (folder, port) => ({
      program: process.execPath,
      argv: [join(ROOT, 'packages/millrace/bin/millrace.cjs'), 'server', 'start', '--port', String(port)],
      env: { MILLRACE_HOME: folder, ...(setting === 'postgres' ? {} : { MILLRACE_SERVER_DATABASE_SYNCHRONOUS: setting }), ...env },
    }),
  })

/** The least a server could do: node:http, one SQLite transaction a request, no rules. */
export const floor = (setting: 'FULL' | 'NORMAL'): Promise<Contestant> =>
  contestant({
    name: `floor, ${setting}`,
    role: 'floor',
    setting,
    start: (folder, port) => ({
      program: process.execPath,
      argv: [join(import.meta.dirname, 'floors', 'sqlite.ts'), String(port), join(folder, 'floor.db'), setting],
      env: {},
    }),
  })

/** The same on Postgres: one connection and one transaction for each request under way. */
export const postgresFloor = (url: string): Promise<Contestant> =>
  contestant({
    name: 'floor, postgres',
    role: 'floor',
    setting: 'postgres',
    start: (_folder, port) => ({
      program: process.execPath,
      argv: [join(import.meta.dirname, 'floors', 'postgres.ts'), String(port), url],
      env: {},
    }),
  })

/** The real Prefect 3.8, on SQLite (its own setting is `synchronous=NORMAL`) or on a Postgres database. */
export const prefect = (postgres?: string, home?: string): Promise<Contestant> =>
  contestant({
    name: 'Prefect 3.8',
    role: 'prefect',
    setting: postgres === undefined ? 'NORMAL' : 'postgres',
    home,
    start: (folder, port) => ({
      program: join(ROOT, '.venvs/prefect-3/bin/prefect'),
      argv: ['server', 'start', '--port', String(port)],
      env: {
        PREFECT_HOME: folder,
        PREFECT_SERVER_ANALYTICS_ENABLED: 'false',
        PREFECT_SERVER_UI_API_URL: `http://127.0.0.1:${port}/api`,
        ...(postgres === undefined
          ? {}
          : { PREFECT_API_DATABASE_CONNECTION_URL: postgres.replace('postgresql://', 'postgresql+asyncpg://') }),
      },
    }),
  })

const environment = (extra: Record<string, string>): NodeJS.ProcessEnv => {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('PREFECT_') && !name.startsWith('MILLRACE_'))
  return { ...Object.fromEntries(inherited), ...extra }
}

interface Described extends Pick<Contestant, 'name' | 'role' | 'setting'> {
  /** Kept when the server ends; otherwise a new folder that goes with it. */
  readonly home?: string | undefined
  readonly start: (home: string, port: number) => { program: string; argv: readonly string[]; env: Record<string, string> }
}

async function contestant({ name, role, setting, home: given, start }: Described): Promise<Contestant> {
  const home = given ?? (await mkdtemp(join(tmpdir(), 'millrace-bench-')))
  const port = await freePort()
  const { program, argv, env } = start(home, port)
  const began = performance.now()
  const child = spawn(program, [...argv], { env: environment(env), stdio: 'ignore' })
  const { pid } = child
  if (pid === undefined) throw new Error(`${name} could not be started: is it installed? (npm run interop:prepare makes the Prefect one)`)
  // However this process ends, it leaves none behind that would use the machine.
  const abandon = (): void => void child.kill('SIGTERM')
  process.once('exit', abandon)
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = `http://127.0.0.1:${port}/api`
  await healthy(name, url, child)
  const startMillis = performance.now() - began
  return {
    name,
    role,
    setting,
    url,
    home,
    startMillis,
    cpuSeconds: () => cpuSecondsOf(pid),
    residentBytes: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      const force = setTimeout(() => child.kill('SIGKILL'), 15_000)
      await ended
      clearTimeout(force)
      process.off('exit', abandon)
      if (given === undefined) await rm(home, { recursive: true, force: true })
    },
  }
}

async function healthy(name: string, url: string, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MILLIS
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`${name} ended with code ${child.exitCode} before it was healthy`)
    const answer = await fetch(`${url}/health`).catch(() => undefined)
    if (answer?.ok === true) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  child.kill('SIGKILL')
  throw new Error(`${name} was not healthy after ${START_TIMEOUT_MILLIS / 1000} s`)
}

/** User and system time of the process, its waited-for children and the launcher's child, from /proc (hundredths of a second). */
export function cpuSecondsOf(pid: number, { children: withChildren = true } = {}): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  const own = fields.slice(11, withChildren ? 15 : 13).reduce((sum, ticks) => sum + Number(ticks), 0) / 100
  if (!withChildren) return own
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
  return own + (children === '' ? 0 : children.split(' ').reduce((sum, child) => sum + cpuSecondsOf(Number(child)), 0))
}
