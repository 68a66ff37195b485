import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, open, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join, relative } from 'node:path'
import { parseArgs, styleText } from 'node:util'

/**
 * The main job, as a person would do it by hand: every step is a `millrace` command, printed before it runs.
 * `--exit` stops after the first run instead of waiting for Ctrl-C; `--port` and `--home` choose other places.
 */
const ROOT = join(import.meta.dirname, '..')
const LAUNCHER = join(ROOT, 'packages', 'millrace', 'bin', 'millrace.cjs')

const { values } = parseArgs({
  options: {
    exit: { type: 'boolean', default: false },
    port: { type: 'string' },
    home: { type: 'string', default: join(ROOT, '.millrace') },
  },
})
const port = values.port ?? String(await freePort(4200))
const url = `http://127.0.0.1:${port}/api`
const reports = join(values.home, 'reports')
/** Seen from the repository, where the deployed flow runs. */
const near = (path: string): string => (relative(ROOT, path).startsWith('..') ? path : relative(ROOT, path))
const env = { ...process.env, MILLRACE_HOME: values.home, MILLRACE_API_URL: url }
const background: ChildProcess[] = []
let stopping = false

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(0))

try {
  await mkdir(reports, { recursive: true })
  await start('server', ['server', 'start', '--port', port])
  await answers(`${url}/health`)
  await run(['work-pool', 'create', 'local', '--type', 'process', '--overwrite'])
  await start('worker', ['worker', 'start', '-p', 'local'])
  const schedule = ['--cron', '0 6 * * *', '--param', `folder=${near(reports)}`, '-t', 'example']
  const file = near(join(values.home, 'climateReport-deployment.yaml'))
  const flow = 'examples/climate-report.ts:climateReport'
  await run(['deployment', 'build', flow, '-n', 'daily', '-p', 'local', '-q', 'default', ...schedule, '-o', file, '-a'])
  await run(['deployment', 'run', 'climate-report/daily', '--param', 'location=New York', '--watch'])
  process.stdout.write(`\n${await readFile(join(reports, 'climate-new-york.md'), 'utf8')}\n`)
  process.stdout.write(`UI    http://127.0.0.1:${port}\nAPI   ${url}\nDocs  http://127.0.0.1:${port}/docs\n`)
  if (values.exit) await stop(0)
  else process.stdout.write('\nThe server and the worker go on; the deployment runs at 06:00 UTC every day. Ctrl-C stops them.\n')
} catch (error) {
  if (!stopping) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    await stop(1)
  }
}

function show(argv: readonly string[]): void {
  const words = argv.map((word) => (/^[\w./:=-]+$/.test(word) ? word : `'${word}'`))
  process.stdout.write(`\n${styleText('bold', `$ npx millrace ${words.join(' ')}`)}\n`)
}

/** Starts a command that goes on; what it writes goes to a file, so that the terminal shows one thing at a time. */
async function start(name: string, argv: readonly string[]): Promise<void> {
  show(argv)
  const path = join(values.home, `${name}.log`)
  await using log = await open(path, 'w')
  const child = spawn(process.execPath, [LAUNCHER, ...argv], { cwd: ROOT, env, stdio: ['ignore', log.fd, log.fd] })
  process.stdout.write(`in the background; writes to ${near(path)}\n`)
  background.push(child)
  child.once('exit', (code) => {
    if (stopping) return
    process.stderr.write(`millrace ${argv.join(' ')} ended with code ${code}; see ${near(path)}\n`)
    void stop(1)
  })
}

function run(argv: readonly string[]): Promise<void> {
  show(argv)
  const child = spawn(process.execPath, [LAUNCHER, ...argv], { cwd: ROOT, env, stdio: ['ignore', 'inherit', 'inherit'] })
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`millrace ${argv.join(' ')} ended with code ${code}`))))
  })
}

/** Ends the worker, then the server, each by SIGTERM; a Ctrl-C reaches them from the terminal as well. */
async function stop(code: number): Promise<void> {
  if (stopping) return
  stopping = true
  for (const child of background.toReversed()) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await ended
  }
  process.exitCode = code
}

async function answers(address: string): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    const answer = await fetch(address).catch(() => undefined)
    if (answer?.ok === true) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`the server did not answer at ${address} within 30 s`)
}

/** `preferred`, or any free port where something else listens on it. */
function freePort(preferred: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', () => (preferred === 0 ? reject(new Error('no free port')) : resolve(freePort(0))))
    probe.listen(preferred, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : preferred))
    })
  })
}
