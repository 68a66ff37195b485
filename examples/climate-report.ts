import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { flow, logger, task, taskRun, unmapped } from 'millrace'

/** One day of one place, from the weather table of the `vega-datasets` package (NOAA, 2012 to 2015). */
interface Day {
  readonly date: string
  /** Millimetres. */
  readonly precipitation: number
  /** Degrees Celsius. */
  readonly high: number
  readonly low: number
}

interface YearSummary {
  readonly year: number
  readonly days: number
  readonly meanHigh: number
  readonly rain: number
}

interface Extremes {
  readonly hottest: Day
  readonly coldest: Day
  readonly wettest: Day
}

const readDays = task({ name: 'read-days' }, async function readDays(location: string): Promise<Day[]> {
  const manifest = createRequire(import.meta.url).resolve('vega-datasets')
  const table = await readFile(join(dirname(manifest), '..', 'data', 'weather.csv'), 'utf8')
  const rows = table.trim().split('\n').slice(1)
  const days = rows.map((row) => row.split(',')).filter(([place]) => place === location)
  if (days.length === 0) throw new Error(`no days of ${location}; the table has Seattle and New York`)
  logger().info(`read ${days.length} days of ${location}`)
  return days.map(([, date = '', precipitation, high, low]) => ({
    date,
    precipitation: Number(precipitation),
    high: Number(high),
    low: Number(low),
  }))
})

const summariseYear = task(
  { name: 'summarise-year' },
  async function summariseYear(year: number, days: readonly Day[]): Promise<YearSummary> {
    const own = days.filter((day) => day.date.startsWith(`${year}-`))
    if (own.length === 0) throw new Error(`no days in ${year}; the table has 2012 to 2015`)
    const sum = (value: (day: Day) => number): number => own.reduce((total, day) => total + value(day), 0)
    logger().info(`summarised ${own.length} days of ${year}`)
    return { year, days: own.length, meanHigh: sum((day) => day.high) / own.length, rain: sum((day) => day.precipitation) }
  },
)

const most = task(
  { name: 'most' },
  async function most(days: readonly Day[], by: 'high' | 'low' | 'precipitation', sign: 1 | -1): Promise<Day> {
    const [first, ...rest] = days
    if (first === undefined) throw new Error('expected at least one day')
    return rest.reduce((best, day) => (sign * day[by] > sign * best[by] ? day : best), first)
  },
)

/** A flow of its own; called from another one it is a subflow. */
export const extremes = flow({ name: 'extremes' }, async function extremes(days: Day[]): Promise<Extremes> {
  const [hottest, coldest, wettest] = await Promise.all([most(days, 'high', 1), most(days, 'low', -1), most(days, 'precipitation', 1)])
  return { hottest, coldest, wettest }
})

/** The first attempt always fails, so that the run shows a retry; a real task would fail by itself now and then. */
const publish = task(
  { name: 'publish', retries: 2, retryDelaySeconds: 0.5 },
  async function publish(folder: string, name: string, text: string): Promise<string> {
    if (taskRun().runCount === 1) throw new Error('the archive is not reachable yet')
    const file = resolve(folder, name)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
    logger().info(`wrote ${file}`)
    return file
  },
)

/**
 * Reads four years of weather, summarises each year on its own, looks for the extremes and writes a report.
 *
 * @param location Seattle or New York
 * @param years which years of 2012 to 2015
 * @param folder where the report is written
 */
export const climateReport = flow(
  { name: 'climate-report' },
  async function climateReport(location = 'Seattle', years: number[] = [2012, 2013, 2014, 2015], folder = 'reports'): Promise<string> {
    const days = await readDays(location)
    const summaries = await summariseYear.map(years, unmapped(days))
    const found = await extremes(days)
    const name = `climate-${location.toLowerCase().replaceAll(' ', '-')}.md`
    return publish(folder, name, render(location, summaries, found))
  },
)

const render = (location: string, years: readonly YearSummary[], { hottest, coldest, wettest }: Extremes): string =>
  [
    `# Climate of ${location}`,
    '',
    '| year | days | mean high °C | rain mm |',
    '| --- | --- | --- | --- |',
    ...years.map(({ year, days, meanHigh, rain }) => `| ${year} | ${days} | ${meanHigh.toFixed(1)} | ${rain.toFixed(0)} |`),
    '',
    `- hottest: ${hottest.date}, ${hottest.high} °C`,
    `- coldest: ${coldest.date}, ${coldest.low} °C`,
    `- wettest: ${wettest.date}, ${wettest.precipitation} mm`,
    '',
  ].join('\n')
