/** A schedule, and from when on its times are asked for. */
export interface ScheduleCase {
  readonly schedule: Readonly<Record<string, unknown>>
  /** With an offset, as Python reads it. */
  readonly after: string
  readonly limit: number
}

/** Clocks that go forward and back in both hemispheres, by an hour and by half of one, at odd hours, and none that do. */
const ZONES = ['UTC', 'America/New_York', 'Europe/Warsaw', 'Australia/Lord_Howe', 'America/Sao_Paulo', 'Asia/Kolkata', 'Pacific/Auckland']
const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
/** Days around which clocks change somewhere. */
const SEASONS = [
  '2025-03-07',
  '2025-03-28',
  '2025-04-04',
  '2025-09-26',
  '2025-10-03',
  '2025-10-24',
  '2025-10-31',
  '2026-02-27',
  '2027-12-30',
]

/** Numbers that are the same in every run, from a seed. */
function numbersOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** As many schedules as asked for, of all kinds, always the same ones. */
export function generateSchedules(count: number): ScheduleCase[] {
  const below = numbersOf(20_251_121)
  const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)] as Item
  const some = (least: number, most: number): number => least + below(most - least + 1)
  const list = (times: number, make: () => number | string): string =>
    [...new Set(Array.from({ length: times }, make))].toSorted((a, b) => Number(a) - Number(b)).join(',')
  const timezone = (): string => pick(ZONES)

  const field = (least: number, most: number): string =>
    pick([
      () => '*',
      () => `${some(least, most)}`,
      () => list(some(2, 4), () => some(least, most)),
      () => {
        const from = some(least, most - 1)
        return `${from}-${some(from, most)}`
      },
      () => `*/${some(2, Math.max(2, Math.floor(most / 2)))}`,
    ])()
  const cron = (): Record<string, unknown> => ({
    cron: [
      pick(['0', '30', field(0, 59)]),
      field(0, 23),
      pick(['*', '*', field(1, 28)]),
      pick(['*', '*', field(1, 12)]),
      pick(['*', field(0, 6)]),
    ].join(' '),
    timezone: timezone(),
    day_or: below(4) > 0,
  })
  const interval = (): Record<string, unknown> => ({
    interval: pick([some(60, 5000), 3600, 7200, 86_400, 604_800, some(1, 40) * 3600]),
    anchor_date: `20${some(20, 25)}-${String(some(1, 12)).padStart(2, '0')}-${String(some(1, 28)).padStart(2, '0')}T${String(some(0, 23)).padStart(2, '0')}:${pick(['00', '30'])}:00+00:00`,
    timezone: timezone(),
  })
  const rrule = (): Record<string, unknown> => {
    const parts = [
      `FREQ=${pick(['HOURLY', 'DAILY', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'])}`,
      ...(below(2) === 0 ? [`INTERVAL=${some(1, 4)}`] : []),
      ...(below(3) === 0 ? [`BYDAY=${[...new Set([pick(DAYS), pick(DAYS)])].join(',')}`] : []),
      ...(below(3) === 0 ? [`BYHOUR=${list(2, () => some(0, 23))}`] : []),
      ...(below(4) === 0 ? [`BYMONTH=${list(2, () => some(1, 12))}`] : []),
      ...(below(5) === 0 ? [`BYMONTHDAY=${list(2, () => some(1, 28))}`] : []),
      ...(below(5) === 0 ? [`COUNT=${some(500, 3000)}`] : []),
    ]
    return {
      rrule: `DTSTART:202${some(0, 4)}0${some(1, 9)}${some(10, 28)}T${some(10, 23)}${some(10, 59)}00\nRRULE:${parts.join(';')}`,
      timezone: timezone(),
    }
  }

  return Array.from({ length: count }, () => ({
    schedule: pick([cron, cron, interval, rrule])(),
    // Noon is never within an hour that the clocks show twice.
    after: `${pick(SEASONS)}T12:${String(some(0, 59)).padStart(2, '0')}:00+00:00`,
    limit: some(3, 30),
  }))
}
