import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from './client.ts'
import type { Options } from './compare.ts'
import { printTable } from './print.ts'
import { flowId, seedRuns, startOf, type Tables, untilCounted } from './seed-runs.ts'
import { type Contestant, millrace, prefect } from './servers.ts'
import { Tally } from './tally.ts'

interface Case {
  readonly name: string
  readonly path: string
  readonly body: (runs: number, end: Date) => object
}

const DAY = 86_400_000

const history = (start: Date, end: Date): object => ({
  history_start: start.toISOString(),
  history_end: end.toISOString(),
  history_interval_seconds: (end.getTime() - start.getTime()) / 1000 / 84,
})

/** What lists and charts of a UI ask. */
const CASES: readonly Case[] = [
  { name: 'filter, newest 200', path: '/flow_runs/filter', body: () => ({ sort: 'EXPECTED_START_TIME_DESC' }) },
  {
    name: 'filter, newest 200 that failed',
    path: '/flow_runs/filter',
    body: () => ({ sort: 'EXPECTED_START_TIME_DESC', flow_runs: { state: { type: { any_: ['FAILED'] } } } }),
  },
  {
    name: 'filter, newest 20 of a flow',
    path: '/flow_runs/filter',
    body: () => ({ sort: 'EXPECTED_START_TIME_DESC', limit: 20, flows: { id: { any_: [flowId(7)] } } }),
  },
  { name: 'paginate, page 3 of 50', path: '/flow_runs/paginate', body: () => ({ sort: 'START_TIME_DESC', page: 3, limit: 50 }) },
  { name: 'count, all', path: '/flow_runs/count', body: () => ({}) },
  {
    name: 'count, completed',
    path: '/flow_runs/count',
    body: () => ({ flow_runs: { state: { type: { any_: ['COMPLETED'] } } } }),
  },
  { name: 'history of 7 days', path: '/flow_runs/history', body: (_, end) => history(new Date(end.getTime() - 7 * DAY), end) },
  { name: 'history of all', path: '/flow_runs/history', body: (runs, end) => history(startOf(runs, end), end) },
  {
    name: 'history of a flow',
    path: '/flow_runs/history',
    body: (runs, end) => ({ ...history(startOf(runs, end), end), flows: { id: { any_: [flowId(7)] } } }),
  },
  {
    name: 'lateness of 7 days',
    path: '/flow_runs/lateness',
    body: (_, end) => ({ flow_runs: { expected_start_time: { after_: new Date(end.getTime() - 7 * DAY).toISOString() } } }),
  },
  { name: 'dots, 1000 newest', path: '/ui/flow_runs/history', body: () => ({}) },
]

interface Seeded extends AsyncDisposable {
  readonly runs: number
  readonly server: Contestant
}

/** Lists, counts and histories over few and many flow runs, ours beside Prefect's on the same runs; with `million`, ours alone on that many. */
export async function reads(options: Options, million: boolean): Promise<void> {
  const end = new Date()
  await using stack = new AsyncDisposableStack()
  const all: Seeded[] = []
  for (const runs of [10_000, 100_000]) {
    all.push(stack.use(await seeded('ours', runs, end)))
    if (options.withPrefect) all.push(stack.use(await seeded('prefect', runs, end)))
  }
  if (million) all.push(stack.use(await seeded('ours', 1_000_000, end)))
  const rows: string[][] = []
  for (const one of CASES) rows.push(await measureCase(one, all, end, options))
  const heads = all.map(({ server, runs }) => `${server.role === 'ours' ? 'ours' : 'Prefect'} ${runs / 1000}k`)
  printTable(
    'p50 ms (and CPU ms of the server) of reads over flow runs, SQLite, 1 client',
    ['call', ...heads, 'Prefect / ours', 'growth'],
    rows,
  )
}

async function seeded(tables: Tables, runs: number, end: Date): Promise<Seeded> {
  const home = await mkdtemp(join(tmpdir(), 'millrace-bench-'))
  const start = (): Promise<Contestant> => (tables === 'ours' ? millrace('FULL', {}, home) : prefect(undefined, home))
  // The first start makes the tables.
  await (await start())[Symbol.asyncDispose]()
  const file = join(home, tables === 'ours' ? 'millrace.db' : 'prefect.db')
  seedRuns(file, tables, runs, end)
  const server = await start()
  if (tables === 'ours') await untilCounted(file, runs, end)
  return {
    runs,
    server,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** Seconds of each round, for each server; a case has several rounds on several servers. */
const LONGEST_ROUND = 1

async function measureCase({ name, path, body }: Case, all: readonly Seeded[], end: Date, options: Options): Promise<string[]> {
  const tallies = new Map(all.map((one) => [one, { tally: new Tally(), cpu: 0 }]))
  const seconds = Math.min(options.seconds, LONGEST_ROUND)
  for (let round = 0; round <= options.rounds; round += 1) {
    for (const [{ server, runs }, sum] of tallies) {
      const tally = round === 0 ? new Tally() : sum.tally
      const before = server.cpuSeconds()
      await drive(server, path, body(runs, end), seconds, tally)
      if (round > 0) sum.cpu += server.cpuSeconds() - before
    }
  }
  const shown = all.map((one) => {
    const { tally, cpu } = tallies.get(one) ?? { tally: new Tally(), cpu: 0 }
    const each = (cpu * 1000) / Math.max(tally.operations, 1)
    const text = tally.failed + tally.busy > 0 ? `${tally.failed + tally.busy} failed, ` : ''
    return `${text}${median(tally).toFixed(1)} (${each.toFixed(1)})`
  })
  const of = (role: Contestant['role'], runs: number): number => {
    const found = all.find((one) => one.server.role === role && one.runs === runs)
    return found === undefined ? Number.NaN : median(tallies.get(found)?.tally ?? new Tally())
  }
  const ratio = of('prefect', 100_000) / of('ours', 100_000)
  const growth = of('ours', 100_000) / of('ours', 10_000)
  return [name, ...shown, Number.isNaN(ratio) ? '' : ratio.toFixed(1), growth.toFixed(1)]
}

async function drive({ url }: Contestant, path: string, body: object, seconds: number, tally: Tally): Promise<void> {
  using client = new Client(url, 1)
  const deadline = performance.now() + seconds * 1000
  const text = JSON.stringify(body)
  do await tally.count(() => client.post(path, text))
  while (performance.now() < deadline)
}

const median = ({ latencies }: Tally): number => latencies.toSorted((a, b) => a - b)[Math.floor(latencies.length / 2)] ?? Number.NaN
