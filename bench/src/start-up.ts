import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { temporaryFolder } from '@millrace/testing'
import type { Options } from './compare.ts'
import { printTable } from './print.ts'
import { type Contestant, millrace, prefect } from './servers.ts'

const LAUNCHER = join(import.meta.dirname, '..', '..', 'packages/millrace/bin/millrace.cjs')
const IDLE_MILLIS = 5000

/**
 * How long the server takes to be healthy, on no database and on one that is there, what it holds when idle, and how long the command
 * line takes to say something.
 */
export async function startUp({ rounds, withPrefect }: Options): Promise<void> {
  const rows: string[][] = []
  for (const start of [
    (home: string) => millrace('FULL', {}, home),
    ...(withPrefect ? [(home: string) => prefect(undefined, home)] : []),
  ]) {
    rows.push(await measure(start, rounds))
  }
  printTable('server', ['server', 'first start ms', 'on its database, best ms', 'MB resident, idle'], rows)
  printTable(
    'command line, best and median',
    ['command', 'best ms', 'median ms'],
    [['--help'], ['version']].map((argv) => {
      const times = Array.from({ length: rounds * 5 }, () => timed(argv)).sort((a, b) => a - b)
      return [`millrace ${argv.join(' ')}`, (times[0] ?? 0).toFixed(0), (times[Math.floor(times.length / 2)] ?? 0).toFixed(0)]
    }),
  )
}

async function measure(start: (home: string) => Promise<Contestant>, rounds: number): Promise<string[]> {
  await using home = await temporaryFolder()
  const first = await started(start, home.path, 0)
  const again: { millis: number; resident: number }[] = []
  for (let round = 0; round < rounds; round += 1) again.push(await started(start, home.path, IDLE_MILLIS))
  const best = Math.min(...again.map(({ millis }) => millis))
  const least = Math.min(...again.map(({ resident }) => resident))
  return [first.name, first.millis.toFixed(0), best.toFixed(0), (least / 1024 / 1024).toFixed(0)]
}

async function started(
  start: (home: string) => Promise<Contestant>,
  home: string,
  idle: number,
): Promise<{ name: string; millis: number; resident: number }> {
  await using server = await start(home)
  await new Promise((resolve) => setTimeout(resolve, idle))
  return { name: server.name, millis: server.startMillis, resident: server.residentBytes() }
}

function timed(argv: readonly string[]): number {
  const began = performance.now()
  spawnSync(process.execPath, [LAUNCHER, ...argv], { stdio: 'ignore' })
  return performance.now() - began
}
