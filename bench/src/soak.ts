import { driveEvents } from './events.ts'
import { driveTransitions } from './load.ts'
import { driveLogs } from './logs.ts'
import { printTable } from './print.ts'
import { millrace } from './servers.ts'

/** Seconds between two looks at the server's memory. */
const EVERY = 30
const MEBIBYTE = 1024 * 1024

/** Keeps our server under a mixed load for some minutes, and prints what memory it holds all along. */
export async function soak(minutes: number): Promise<void> {
  await using server = await millrace('NORMAL')
  const rows: string[][] = []
  const seen: number[] = []
  const end = performance.now() + minutes * 60_000
  const began = performance.now()
  while (performance.now() < end) {
    const cpu = server.cpuSeconds()
    const [transitions, events, logs] = await Promise.all([
      driveTransitions(server.url, 4, EVERY),
      driveEvents(server.url, EVERY),
      driveLogs(server.url, EVERY),
    ])
    const resident = server.residentBytes() / MEBIBYTE
    seen.push(resident)
    rows.push([
      ((performance.now() - began) / 60_000).toFixed(1),
      resident.toFixed(0),
      (transitions.operations / EVERY).toFixed(0),
      (events.operations / EVERY).toFixed(0),
      (logs.operations / EVERY).toFixed(0),
      ((server.cpuSeconds() - cpu) / EVERY).toFixed(2),
    ])
    if (transitions.busy + transitions.failed + logs.busy + logs.failed > 0) throw new Error('a call was refused under load')
  }
  printTable(`soak, ${minutes} minutes`, ['minute', 'MB resident', 'transitions/s', 'events/s', 'log lines/s', 'CPUs'], rows)
  const half = Math.floor(seen.length / 2)
  const most = (some: readonly number[]): string => Math.max(...some).toFixed(0)
  process.stdout.write(`  most in the first half ${most(seen.slice(0, half))} MB, in the second ${most(seen.slice(half))} MB\n\n`)
}
