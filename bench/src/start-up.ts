import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { printTable } from './print.ts'
import { millrace, prefect } from './servers.ts'

const LAUNCHER = join(import.meta.dirname, '..', '..', 'packages/millrace/bin/millrace.cjs')
const IDLE_MILLIS = 5000

/** How long the server takes to be healthy, what it holds when idle, and how long the command line takes to say something. */
export async function startUp({ rounds, withPrefect }: { rounds: number; withPrefect: boolean }): Promise<void> {
  const rows: string[][] = []
  for (const start of [() => millrace('FULL'), ...(withPrefect ? [prefect] : [])]) {
    await using server = await start()
    await new Promise((resolve) => setTimeout(resolve, IDLE_MILLIS))
    rows.push([server.name, server.startMillis.toFixed(0), (server.residentBytes() / 1024 / 1024).toFixed(0)])
  }
  printTable('server', ['server', 'ms to healthy', 'MB resident, idle'], rows)
  printTable(
    'command line, best and median',
    ['command', 'best ms', 'median ms'],
    [['--help'], ['version']].map((argv) => {
      const times = Array.from({ length: rounds * 5 }, () => timed(argv)).sort((a, b) => a - b)
      return [`millrace ${argv.join(' ')}`, (times[0] ?? 0).toFixed(0), (times[Math.floor(times.length / 2)] ?? 0).toFixed(0)]
    }),
  )
}

function timed(argv: readonly string[]): number {
  const began = performance.now()
  spawnSync(process.execPath, [LAUNCHER, ...argv], { stdio: 'ignore' })
  return performance.now() - began
}
