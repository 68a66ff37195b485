import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cpuSecondsOf, millrace } from './servers.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const LAUNCHER = join(ROOT, 'packages/millrace/bin/millrace.cjs')

/** A server of ours with a deployed flow and a process worker on its pool. */
export interface WorkerUnderMeasurement extends AsyncDisposable {
  readonly url: string
  readonly folder: string
  readonly deploymentId: string
  startWorker(...options: readonly string[]): MeasuredWorker
}

/** A worker in a process of its own. */
export interface MeasuredWorker {
  /** Seconds of CPU since its start, without those of runs. */
  cpuSeconds(): number
  /** Bytes resident now. */
  residentBytes(): number
  stop(): Promise<void>
}

/** Starts a server and deploys a flow to a pool that nobody polls yet. */
export async function deployed(file: string, flow: string): Promise<WorkerUnderMeasurement> {
  await using opened = new AsyncDisposableStack()
  const server = opened.use(await millrace('FULL'))
  const folder = await mkdtemp(join(tmpdir(), 'millrace-bench-worker-'))
  opened.defer(() => rm(folder, { recursive: true, force: true }))
  const env = { ...process.env, MILLRACE_API_URL: server.url, MILLRACE_HOME: folder }
  await command(env, ['work-pool', 'create', 'bench', '--type', 'process'])
  await command(env, ['deployment', 'build', `${file}:${flow}`, '-n', 'bench', '-p', 'bench', '-a', '-o', join(folder, 'd.yaml')])
  const { id } = await call<{ id: string }>(server.url, 'GET', `/deployments/name/${flow}/bench`)
  const workers: MeasuredWorker[] = []
  opened.defer(async () => {
    for (const worker of workers) await worker.stop()
  })
  const running = opened.move()
  return {
    url: server.url,
    folder,
    deploymentId: id,
    startWorker(...options) {
      const worker = measured(spawn(process.execPath, [LAUNCHER, 'worker', 'start', '-p', 'bench', ...options], { env, stdio: 'ignore' }))
      workers.push(worker)
      return worker
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

function measured(child: ChildProcess): MeasuredWorker {
  const { pid } = child
  if (pid === undefined) throw new Error('the worker could not be started')
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return {
    cpuSeconds: () => cpuSecondsOf(pid, { children: false }),
    residentBytes: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** Calls the API, and fails with what it answered. */
export async function call<Answer>(url: string, method: string, path: string, body?: unknown): Promise<Answer> {
  const answer = await fetch(url + path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as Answer
}

const command = (env: NodeJS.ProcessEnv, argv: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [LAUNCHER, ...argv], { env, cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] })
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`millrace ${argv.join(' ')} ended with ${code}`))))
  })
