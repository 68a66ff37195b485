import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { openBrowser, scrolling, visit, type Visit } from './browser.ts'
import type { Options } from './compare.ts'
import { printTable } from './print.ts'
import { seedRun, WIDE_RUN } from './seed-run.ts'
import { seedRuns, type Tables, untilCounted } from './seed-runs.ts'
import { type Contestant, millrace, prefect } from './servers.ts'

/** What the server knows: flow runs, one of which has so many task runs and log lines. */
interface Size {
  readonly runs: number
  readonly tasks: number
  readonly lines: number
}

const LARGE: Size = { runs: 100_000, tasks: 10_000, lines: 100_000 }
/** What Prefect's UI is shown beside ours on: as much as it bears. */
const SMALL: Size = { runs: 10_000, tasks: 200, lines: 2_000 }

interface Place {
  readonly name: string
  readonly path: string
  readonly isReadable: (page: Page) => Promise<unknown>
  /** What is scrolled; undefined for the page itself, null for nothing. */
  readonly scrolls: string | undefined | null
}

const text =
  (wanted: string | RegExp) =>
  (page: Page): Promise<unknown> =>
    page.getByText(wanted).first().waitFor()

const OURS: readonly Place[] = [
  {
    name: 'overview',
    path: '/',
    isReadable: (page) => page.getByRole('heading', { name: 'What needs you' }).waitFor(),
    scrolls: null,
  },
  { name: 'list of runs', path: '/runs', isReadable: (page) => page.locator('main tbody tr').nth(5).waitFor(), scrolls: undefined },
  {
    name: 'page of a run: log',
    path: `/runs/flow-run/${WIDE_RUN}`,
    isReadable: async (page) => {
      await text(/Line \d+ that a task writes/)(page)
      await page.locator('canvas').waitFor()
    },
    scrolls: '[role=log]',
  },
  {
    name: 'page of a run: table of tasks',
    path: `/runs/flow-run/${WIDE_RUN}?view=table`,
    isReadable: text(/^item-1-1$/),
    scrolls: 'main section:has(> table)',
  },
]

const PREFECTS: readonly Place[] = [
  { name: 'overview', path: '/v2/dashboard', isReadable: text('Flow Runs'), scrolls: null },
  { name: 'list of runs', path: '/v2/runs', isReadable: text(/^run-\d+$/), scrolls: null },
  { name: 'page of a run: log', path: `/v2/runs/flow-run/${WIDE_RUN}`, isReadable: text(/Line \d+ that a task writes/), scrolls: null },
]

/**
 * Pages in Chromium: ours over many runs (`million`: a million), one of which has ten thousand task runs, and ours beside Prefect's on the
 * same smaller data.
 */
export async function ui({ withPrefect }: Options, million: boolean): Promise<void> {
  const size = million ? { ...LARGE, runs: 1_000_000 } : LARGE
  const large = await measured('ours', size, OURS)
  printTable(
    `pages of the web UI in Chromium: ${size.runs} runs, of which one has ${size.tasks} task runs and ${size.lines} log lines`,
    ['page', 'readable ms', 'frames/s', 'longest frame ms', 'calls in 6 s', 'in 6 s more', 'kB of script', 'kB in all', 'nodes', 'axe'],
    large.map(({ place, frames, longest, ...seen }) => [place.name, seen.readable.toFixed(0), frames, longest, ...cellsOf(seen)]),
  )
  const ours = await measured(
    'ours',
    SMALL,
    OURS.slice(0, 3).map((place) => ({ ...place, scrolls: null })),
  )
  const others = withPrefect ? await measured('prefect', SMALL, PREFECTS) : []
  printTable(
    'pages of both web UIs in Chromium: 10,000 runs, of which one has 200 task runs and 2,000 log lines',
    ['page', 'readable ms', 'calls in 6 s', 'in 6 s more', 'kB of script', 'kB in all', 'nodes', 'axe'],
    [ours, others].flatMap((all, index) =>
      all.map(({ place, ...seen }) => [`${index === 0 ? 'ours' : 'Prefect'}: ${place.name}`, seen.readable.toFixed(0), ...cellsOf(seen)]),
    ),
  )
}

const cellsOf = ({ calls, idleCalls, scriptBytes, bytes, nodes, faults }: Visit): string[] =>
  [calls, idleCalls, Math.round(scriptBytes / 1000), Math.round(bytes / 1000), nodes, faults].map(String)

interface Seen extends Visit {
  readonly place: Place
  readonly frames: string
  readonly longest: string
}

async function measured(tables: Tables, size: Size, places: readonly Place[]): Promise<Seen[]> {
  const home = await mkdtemp(join(tmpdir(), 'millrace-bench-'))
  try {
    await using server = await seeded(tables, size, home)
    const browser = await openBrowser()
    try {
      const root = server.url.replace(/\/api$/, '')
      // The first visit warms up server and browser, and counts for nothing.
      const seen: Seen[] = []
      for (const place of [...places.slice(0, 1), ...places]) seen.push(await look(browser, root, place))
      return seen.slice(1)
    } finally {
      await browser.close()
    }
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}

async function look(browser: Awaited<ReturnType<typeof openBrowser>>, root: string, place: Place): Promise<Seen> {
  const { page, ...seen } = await visit(browser, `${root}${place.path}`, place.isReadable)
  const moved = place.scrolls === null ? undefined : await scrolling(page, place.scrolls)
  await page.context().close()
  return { ...seen, place, frames: moved?.frames.toFixed(0) ?? '', longest: moved?.longest.toFixed(0) ?? '' }
}

/** A server of which the tables were filled behind its back. */
async function seeded(tables: Tables, { runs, tasks, lines }: Size, home: string): Promise<Contestant> {
  const start = (): Promise<Contestant> =>
    tables === 'ours' ? millrace('FULL', { MILLRACE_SERVER_UI_ENABLED: 'true' }, home) : prefect(undefined, home)
  // The first start makes the tables.
  await (await start())[Symbol.asyncDispose]()
  const file = join(home, tables === 'ours' ? 'millrace.db' : 'prefect.db')
  const end = new Date()
  seedRuns(file, tables, runs, end)
  seedRun(file, tables, { tasks, lines }, new Date(end.getTime() - 600_000))
  const server = await start()
  if (tables === 'ours') await untilCounted(file, runs, end)
  return server
}
