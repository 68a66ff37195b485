import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { printTable } from './print.ts'
import { millrace } from './servers.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const LAUNCHER = join(ROOT, 'packages/millrace/bin/millrace.cjs')

/** From the call that creates a flow run to its RUNNING state, with a process worker that waits for work. */
export async function latency({ rounds }: { rounds: number }): Promise<void> {
  await using stack = new AsyncDisposableStack()
  const server = stack.use(await millrace('FULL'))
  const folder = await mkdtemp(join(tmpdir(), 'millrace-latency-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const flow = join(ROOT, 'examples', 'hello.ts')
  const env = { ...process.env, MILLRACE_API_URL: server.url, MILLRACE_HOME: folder }
  await writeFile(join(folder, 'out.txt'), '')
  await command(env, ['work-pool', 'create', 'bench', '--type', 'process'])
  await command(env, ['deployment', 'build', `${flow}:hello`, '-n', 'bench', '-p', 'bench', '-a', '-o', join(folder, 'd.yaml')], folder)
  const worker = spawn(process.execPath, [LAUNCHER, 'worker', 'start', '-p', 'bench'], { env, stdio: 'ignore' })
  stack.defer(() => stopped(worker))
  const deployment = (await call(server.url, 'GET', '/deployments/name/hello/bench')) as { id: string }
  const times: number[] = []
  for (let index = 0; index < rounds * 5 + 1; index += 1) {
    const run = (await call(server.url, 'POST', `/deployments/${deployment.id}/create_flow_run`, {})) as { id: string; created: string }
    const started = await startOf(server.url, run.id)
    if (index > 0) times.push(Date.parse(started) - Date.parse(run.created))
  }
  times.sort((a, b) => a - b)
  printTable(
    'create_flow_run to Running, process worker',
    ['runs', 'best ms', 'median ms', 'worst ms'],
    [[String(times.length), String(times[0]), String(times[Math.floor(times.length / 2)]), String(times.at(-1))]],
  )
}

async function startOf(url: string, id: string): Promise<string> {
  for (let tries = 0; tries < 600; tries += 1) {
    const run = (await call(url, 'GET', `/flow_runs/${id}`)) as { start_time: string | null; state_type: string }
    if (run.start_time !== null && run.state_type === 'COMPLETED') return run.start_time
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`flow run ${id} did not complete in 30 s`)
}

async function call(url: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(url + path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}

const command = (env: NodeJS.ProcessEnv, argv: readonly string[], cwd = ROOT): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [LAUNCHER, ...argv], { env, cwd, stdio: ['ignore', 'ignore', 'inherit'] })
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`millrace ${argv.join(' ')} ended with ${code}`))))
  })

const stopped = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
