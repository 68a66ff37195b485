import { startPostgres } from '@millrace/testing'
import { driveEvents } from '../events.ts'
import { driveTransitions } from '../load.ts'
import { driveLogs } from '../logs.ts'
import { printTable } from '../print.ts'
import { type Contestant, millrace } from '../servers.ts'
import { watchPostgres, watchSqlite, type Watch } from './database-size.ts'
import { driveSlots, startSlots } from './slots.ts'

/** Seconds between two looks at the server. */
const EVERY = 30
const MEBIBYTE = 1024 * 1024
/** What a server is told to keep, so that minutes show what otherwise takes days: a minute of everything, looked at every ten seconds. */
const KEEP_A_MINUTE = {
  MILLRACE_SERVER_UI_ENABLED: 'false',
  MILLRACE_SERVER_EVENTS_RETENTION_PERIOD: '60',
  MILLRACE_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD: '60',
  MILLRACE_SERVER_SERVICES_DB_VACUUM_LOOP_SECONDS: '10',
}

/**
 * Keeps our server under a mixed load for some minutes: transitions, events, log lines, callers that wait for slots and sometimes never give
 * them back, runs that wait for their deployment's. Prints what it holds all along: memory, rows, bytes of the database and of its log.
 * Throws if a call was refused, a run did not end, or a slot was held at the end.
 */
export async function soak(minutes: number, database: 'sqlite' | 'postgres'): Promise<void> {
  await using opened = new AsyncDisposableStack()
  let server: Contestant
  let watch: Watch
  if (database === 'postgres') {
    const { url } = opened.use(await startPostgres())
    server = opened.use(await millrace('postgres', { ...KEEP_A_MINUTE, MILLRACE_SERVER_DATABASE_CONNECTION_URL: url }))
    watch = opened.use(await watchPostgres(url))
  } else {
    server = opened.use(await millrace('NORMAL', KEEP_A_MINUTE))
    watch = opened.use(watchSqlite(server.home))
  }
  const slots = await startSlots(server.url)
  const rows: string[][] = []
  const seen: number[] = []
  const began = performance.now()
  while (performance.now() < began + minutes * 60_000) {
    const cpu = server.cpuSeconds()
    const round = performance.now()
    const [transitions, events, logs, turns] = await Promise.all([
      driveTransitions(server.url, 4, EVERY),
      driveEvents(server.url, EVERY),
      driveLogs(server.url, EVERY),
      driveSlots(slots, EVERY),
    ])
    if (transitions.busy + transitions.failed + logs.busy + logs.failed > 0) throw new Error('a call was refused under load')
    const seconds = (performance.now() - round) / 1000
    const resident = server.residentBytes() / MEBIBYTE
    seen.push(resident)
    const size = await watch.look()
    rows.push([
      ((performance.now() - began) / 60_000).toFixed(1),
      resident.toFixed(0),
      ...[transitions.operations, events.operations, logs.operations, turns.operations].map((count) => (count / seconds).toFixed(0)),
      ...[size.events, size.logs, size.flowRuns].map((count) => (count / 1000).toFixed(0)),
      ...[size.bytes, size.walBytes].map((bytes) => (bytes / MEBIBYTE).toFixed(0)),
      ((server.cpuSeconds() - cpu) / seconds).toFixed(2),
    ])
  }
  printTable(
    `soak on ${database}, ${minutes} minutes, all kept for a minute`,
    [
      'minute',
      'MB resident',
      'transitions/s',
      'events/s',
      'log lines/s',
      'slots/s',
      'k events',
      'k lines',
      'k runs',
      'MB',
      'MB of log',
      'CPUs',
    ],
    rows,
  )
  const half = Math.floor(seen.length / 2)
  const most = (some: readonly number[]): string => Math.max(...some).toFixed(0)
  process.stdout.write(`  most in the first half ${most(seen.slice(0, half))} MB, in the second ${most(seen.slice(half))} MB\n`)
  await slots.expectNothingLeft()
  process.stdout.write(`  ${slots.turns()} turns of slots, ${slots.abandoned()} leases left to lapse; no slot is held and no run waits\n\n`)
}
