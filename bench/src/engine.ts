import { join } from 'node:path'
import { cleanEnvironment, supervise, temporaryFolder } from '@millrace/testing'
import type { Options } from './compare.ts'
import { printTable } from './print.ts'

const FLOWS = join(import.meta.dirname, '..', 'flows')
const PYTHON = join(import.meta.dirname, '..', '..', '.venvs/prefect-3/bin/python')
/** Prefect takes its time for each. */
const PREFECT_TASKS = 300
const LINES = 100_000

interface Figures {
  /** Milliseconds of CPU. */
  readonly imported: number
  readonly millis: number
  /** Of it, milliseconds of CPU, the embedded server's included. */
  readonly busy: number
  readonly megabytes: number
  /** From the start of the process to its first own line of code after the import, in milliseconds. */
  readonly spawned: number
}

/** What tasks that do nothing cost, how soon a process is at the user's code, and what log lines cost; each with an embedded server. */
export async function engine({ rounds, withPrefect }: Options): Promise<void> {
  const rows: string[][] = []
  for (const shape of ['sequential', 'mapped'])
    for (const count of [1000, 20_000]) {
      const { millis, busy, megabytes } = await best(shape, count, rounds)
      rows.push([`${shape}, ${count} tasks`, (millis / count).toFixed(3), (busy / count).toFixed(3), megabytes.toFixed(0)])
    }
  if (withPrefect)
    for (const shape of ['sequential', 'mapped']) {
      const millis = await prefectMillis(shape)
      rows.push([`Prefect 3.8, ${shape}, ${PREFECT_TASKS} tasks`, (millis / PREFECT_TASKS).toFixed(3), '', ''])
    }
  printTable('tasks that do nothing', ['shape', 'ms a task', 'ms of CPU', 'MB resident'], rows)
  const { imported, spawned } = await best('import', 1, rounds * 3)
  printTable(
    'start of a process',
    ['what', 'ms'],
    [
      ['import of millrace, CPU', imported.toFixed(0)],
      ['spawn to user code', spawned.toFixed(0)],
    ],
  )
  const quiet = await best('quiet', LINES, 1)
  const logging = await best('logging', LINES, 1)
  printTable(
    '100,000 log lines, 0.1 ms of work before each',
    ['flow', 'ms'],
    [
      ['without lines', quiet.millis.toFixed(0)],
      ['with lines', `${logging.millis.toFixed(0)} (${((logging.millis / quiet.millis - 1) * 100).toFixed(0)} % more)`],
    ],
  )
}

async function best(what: string, count: number, rounds: number): Promise<Figures> {
  let found: Figures | undefined
  for (let round = 0; round < rounds; round += 1) {
    const figures = await measured(what, count)
    found = found === undefined ? figures : least(found, figures)
  }
  return found ?? { imported: Number.NaN, millis: Number.NaN, busy: Number.NaN, megabytes: Number.NaN, spawned: Number.NaN }
}

const least = (one: Figures, other: Figures): Figures => ({
  imported: Math.min(one.imported, other.imported),
  millis: Math.min(one.millis, other.millis),
  busy: Math.min(one.busy, other.busy),
  megabytes: Math.min(one.megabytes, other.megabytes),
  spawned: Math.min(one.spawned, other.spawned),
})

async function measured(what: string, count: number): Promise<Figures> {
  await using home = await temporaryFolder()
  // Lines of tasks are the other measurement.
  const level = what === 'quiet' || what === 'logging' ? 'INFO' : 'WARNING'
  const cache = join(home.path, '..', 'millrace-bench-compile-cache')
  const env = cleanEnvironment({ MILLRACE_HOME: home.path, MILLRACE_LOGGING_LEVEL: level, NODE_COMPILE_CACHE: cache })
  const start = Date.now()
  await using script = supervise({ program: process.execPath, argv: [join(FLOWS, 'engine.ts'), what, String(count)], env, cwd: FLOWS })
  const [, json = ''] = await script.says(/figures (.+)/, 600)
  await script.ended
  const { atCode, ...figures } = JSON.parse(json) as Omit<Figures, 'spawned'> & { readonly atCode: number }
  return { ...figures, spawned: atCode - start }
}

async function prefectMillis(shape: string): Promise<number> {
  await using home = await temporaryFolder()
  const env = cleanEnvironment({ PREFECT_HOME: home.path, PREFECT_LOGGING_LEVEL: 'CRITICAL', PREFECT_SERVER_ALLOW_EPHEMERAL_MODE: 'true' })
  const argv = [join(FLOWS, 'prefect_engine.py'), shape, String(PREFECT_TASKS)]
  await using script = supervise({ program: PYTHON, argv, env, cwd: home.path })
  const [, json = ''] = await script.says(/figures (.+)/, 600)
  await script.ended
  return (JSON.parse(json) as { readonly millis: number }).millis
}
