import { spawn } from 'node:child_process'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { cleanEnvironment, startServer, temporaryFolder } from '@millrace/testing'
import type { Options } from './compare.ts'
import { printTable } from './print.ts'
import { processStart } from './process-start.ts'

const FLOWS = join(import.meta.dirname, '..', 'flows')
const PREFECTS = ['2.20', '3.8'].map((version) => ({
  label: `Prefect ${version}`,
  python: join(import.meta.dirname, '..', '..', `.venvs/prefect-${version.charAt(0)}/bin/python`),
}))
/** Prefect takes its time for each. */
const PREFECT_TASKS = 300
const LINES = 100_000
/** Of a long flow, and the megabytes of JavaScript objects that it has to do with. */
const LONG = { tasks: 100_000, heap: 160 }

interface Figures {
  /** Milliseconds of CPU. */
  readonly imported: number
  readonly millis: number
  /** Of it, until the last task had its result. */
  readonly tasksMillis: number
  /** Of all, milliseconds of CPU, an embedded server's included. */
  readonly busy: number
  /** Of these, those of the flow's own thread. */
  readonly ownBusy: number
  /** The most that was resident. */
  readonly megabytes: number
  /** From the start of the process to its first own line of code after the import, in milliseconds. */
  readonly spawned: number
}

/** What tasks that do nothing cost, how soon a process is at the user's code, and what log lines cost. */
export async function engine({ rounds, withPrefect }: Options, long: boolean): Promise<void> {
  await tasks(rounds, withPrefect)
  if (long) await longFlow()
  const { imported, spawned } = await best('import', 1, rounds * 3)
  const { toCode, busy, toFlow } = await processStart(rounds * 3)
  printTable(
    'start of a process, best',
    ['what', 'ms'],
    [
      ['import of millrace, CPU', imported.toFixed(0)],
      ['script: spawn to user code', spawned.toFixed(0)],
      ['process of a flow run: spawn to user code', toCode.toFixed(0)],
      ['of it, CPU', busy.toFixed(0)],
      ['process of a flow run: spawn to the flow', toFlow.toFixed(0)],
    ],
  )
  await logLines(rounds)
}

async function tasks(rounds: number, withPrefect: boolean): Promise<void> {
  const rows: string[][] = []
  const ours: Record<string, Pick<Figures, 'millis' | 'tasksMillis' | 'busy'>> = {}
  for (const shape of ['sequential', 'mapped'])
    for (const count of [1000, 20_000]) {
      const { millis, tasksMillis, busy, megabytes } = await best(shape, count, rounds)
      const each = { millis: millis / count, tasksMillis: tasksMillis / count, busy: busy / count }
      ours[shape] ??= each
      rows.push([
        `${shape}, ${count} tasks`,
        each.tasksMillis.toFixed(3),
        each.millis.toFixed(3),
        each.busy.toFixed(3),
        megabytes.toFixed(0),
      ])
    }
  for (const { label, python } of withPrefect ? PREFECTS : [])
    for (const shape of ['sequential', 'mapped']) {
      const { millis, busy } = await prefectFigures(python, shape)
      rows.push([
        `${label}, ${shape}, ${PREFECT_TASKS} tasks`,
        // Its flow ends before its server knows of all tasks.
        `${(millis / PREFECT_TASKS).toFixed(3)} (${timesOurs(millis, ours[shape]?.tasksMillis)})`,
        `(${timesOurs(millis, ours[shape]?.millis)})`,
        `${(busy / PREFECT_TASKS).toFixed(3)} (${timesOurs(busy, ours[shape]?.busy)})`,
        '',
      ])
    }
  printTable('tasks that do nothing', ['shape', 'ms a task', 'until the server knows', 'ms of CPU', 'MB resident at most'], rows)
}

const timesOurs = (prefect: number, ours = Number.NaN): string => `${(prefect / PREFECT_TASKS / ours).toFixed(0)} times ours at 1000`

async function longFlow(): Promise<void> {
  const rows: string[][] = []
  for (const shape of ['sequential', 'mapped']) {
    const { millis, busy, megabytes } = await measured(shape, LONG.tasks, { NODE_OPTIONS: `--max-old-space-size=${LONG.heap}` })
    rows.push([`${shape}, ${LONG.tasks} tasks`, (millis / LONG.tasks).toFixed(3), (busy / LONG.tasks).toFixed(3), megabytes.toFixed(0)])
  }
  printTable(`a long flow with ${LONG.heap} MB for objects`, ['shape', 'ms a task', 'ms of CPU', 'MB resident at most'], rows)
}

async function logLines(rounds: number): Promise<void> {
  const rows: string[][] = []
  for (const where of ['embedded server', 'server beside']) {
    await using server = where === 'server beside' ? await startServer({ MILLRACE_LOGGING_LEVEL: 'WARNING' }) : undefined
    const quiet = await best('quiet', LINES, rounds, server?.env)
    const logging = await best('logging', LINES, rounds, server?.env)
    for (const [of, cpu] of [
      ["the flow's thread", 'ownBusy'],
      ['the process', 'busy'],
    ] as const)
      rows.push([`${where}, ${of}`, quiet[cpu].toFixed(0), logging[cpu].toFixed(0), more(quiet[cpu], logging[cpu])])
  }
  printTable('100,000 log lines, 0.1 ms of work before each: ms of CPU', ['server', 'without lines', 'with lines', 'more'], rows)
}

const more = (without: number, withLines: number): string => `${(((withLines - without) / without) * 100).toFixed(0)} %`

async function best(what: string, count: number, rounds: number, env: Readonly<Record<string, string>> = {}): Promise<Figures> {
  const found: Figures[] = []
  for (let round = 0; round < rounds; round += 1) found.push(await measured(what, count, env))
  return found.reduce(least)
}

const least = (one: Figures, other: Figures): Figures => ({
  imported: Math.min(one.imported, other.imported),
  millis: Math.min(one.millis, other.millis),
  tasksMillis: Math.min(one.tasksMillis, other.tasksMillis),
  busy: Math.min(one.busy, other.busy),
  ownBusy: Math.min(one.ownBusy, other.ownBusy),
  megabytes: Math.min(one.megabytes, other.megabytes),
  spawned: Math.min(one.spawned, other.spawned),
})

async function measured(what: string, count: number, extra: Readonly<Record<string, string>>): Promise<Figures> {
  await using home = await temporaryFolder()
  // Lines of tasks are the other measurement.
  const level = what === 'quiet' || what === 'logging' ? 'INFO' : 'WARNING'
  const cache = join(home.path, '..', 'millrace-bench-compile-cache')
  const env = cleanEnvironment({ MILLRACE_HOME: home.path, MILLRACE_LOGGING_LEVEL: level, NODE_COMPILE_CACHE: cache, ...extra })
  const began = Date.now()
  const { atCode, ...figures } = (await figuresOf(
    process.execPath,
    [join(FLOWS, 'engine.ts'), what, String(count)],
    env,
    home.path,
  )) as Omit<Figures, 'spawned'> & { readonly atCode: number }
  return { ...figures, spawned: atCode - began }
}

/** CPU is that of the flow and of the server that it starts. */
async function prefectFigures(python: string, shape: string): Promise<Pick<Figures, 'millis' | 'busy'>> {
  await using home = await temporaryFolder()
  const env = cleanEnvironment({
    PREFECT_HOME: home.path,
    PREFECT_LOGGING_LEVEL: 'CRITICAL',
    PREFECT_SERVER_ALLOW_EPHEMERAL_MODE: 'true',
    // Its server takes more than the 20 seconds of its default on a busy machine.
    PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS: '120',
  })
  const argv = [join(FLOWS, 'prefect_engine.py'), shape, String(PREFECT_TASKS)]
  return (await figuresOf(python, argv, env, home.path)) as Pick<Figures, 'millis' | 'busy'>
}

/** What a program prints as its figures; its log lines go to a file, as those of a service do, and nobody reads them meanwhile. */
async function figuresOf(program: string, argv: readonly string[], env: NodeJS.ProcessEnv, home: string): Promise<unknown> {
  const lines = join(home, 'lines.log')
  await using log = await open(lines, 'w')
  const child = spawn(program, argv, { env, cwd: FLOWS, stdio: ['ignore', 'pipe', log.fd] })
  const [, json] = /figures (.+)/.exec(child.stdout === null ? '' : await text(child.stdout)) ?? []
  if (json === undefined) throw new Error(`${argv.join(' ')} printed no figures:\n${(await readFile(lines, 'utf8')).slice(-2000)}`)
  return JSON.parse(json) as unknown
}
