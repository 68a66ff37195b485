import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@millrace/testing'

const ROOT = join(import.meta.dirname, '..', '..')
const START_TIMEOUT_MILLIS = 90_000

/** A server under measurement, in a process of its own. */
export interface Contestant extends AsyncDisposable {
  readonly name: string
  /** Ends in `/api`. */
  readonly url: string
  /** Milliseconds from the start of the process to the first answer of `/health`. */
  readonly startMillis: number
  /** Seconds of CPU that the process has used since its start. */
  cpuSeconds(): number
  /** Bytes resident now. */
  residentBytes(): number
}

export type Synchronous = 'FULL' | 'NORMAL'

/** Ours, from source, with background services and default settings but for `synchronous`. */
export const millrace = (synchronous: Synchronous): Promise<Contestant> =>
  contestant(`millrace ${synchronous}`, (home, port) =>
    spawn(process.execPath, [join(ROOT, 'packages/millrace/bin/millrace.cjs'), 'server', 'start', '--port', String(port)], {
      env: environment({ MILLRACE_HOME: home, MILLRACE_SERVER_DATABASE_SYNCHRONOUS: synchronous }),
      stdio: 'ignore',
    }),
  )

/** The least a server could do: node:http, one SQLite transaction a request, no rules. */
export const floor = (synchronous: Synchronous): Promise<Contestant> =>
  contestant(`floor ${synchronous}`, (home, port) =>
    spawn(process.execPath, [join(import.meta.dirname, 'floor.ts'), join(home, 'floor.db'), String(port), synchronous], {
      env: environment({}),
      stdio: 'ignore',
    }),
  )

/** The real Prefect 3.8 on SQLite (its own setting is `synchronous=NORMAL`). */
export const prefect = (): Promise<Contestant> =>
  contestant('prefect 3.8', (home, port) =>
    spawn(join(ROOT, '.venvs/prefect-3/bin/prefect'), ['server', 'start', '--port', String(port)], {
      env: environment({ PREFECT_HOME: home, PREFECT_SERVER_ANALYTICS_ENABLED: 'false' }),
      stdio: 'ignore',
    }),
  )

const environment = (extra: Record<string, string>): NodeJS.ProcessEnv => {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('PREFECT_') && !name.startsWith('MILLRACE_'))
  return { ...Object.fromEntries(inherited), ...extra }
}

async function contestant(name: string, start: (home: string, port: number) => ChildProcess): Promise<Contestant> {
  const home = await mkdtemp(join(tmpdir(), 'millrace-bench-'))
  const port = await freePort()
  const began = performance.now()
  const child = start(home, port)
  const { pid } = child
  if (pid === undefined) throw new Error(`${name} could not be started: is it installed? (npm run interop:prepare makes the Prefect one)`)
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = `http://127.0.0.1:${port}/api`
  await healthy(name, url, child)
  const startMillis = performance.now() - began
  return {
    name,
    url,
    startMillis,
    cpuSeconds: () => cpuSecondsOf(pid),
    residentBytes: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      const force = setTimeout(() => child.kill('SIGKILL'), 15_000)
      await ended
      clearTimeout(force)
      await rm(home, { recursive: true, force: true })
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
function cpuSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  const own = fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
  return own + (children === '' ? 0 : children.split(' ').reduce((sum, child) => sum + cpuSecondsOf(Number(child)), 0))
}
