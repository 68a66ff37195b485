import { parseCron, type CronPattern } from './cron-pattern.ts'
import { MICROS_PER_DAY, MICROS_PER_SECOND, type Micros } from './wall-clock.ts'

/** As croniter: a pattern that matches on no day of so many years (February 30) has no further times. */
const YEARS_WITHOUT_A_MATCH = 50

/** The wall-clock times of a cron expression from `start` on; ends when it never matches again. */
export function* cronTimes(expression: string, dayOr: boolean, start: Micros): Generator<Micros> {
  const pattern = parseCron(expression)
  const first = Math.ceil(start / MICROS_PER_SECOND) * MICROS_PER_SECOND
  const seconds = ascending(pattern.seconds)
  const minutes = ascending(pattern.minutes)
  const hours = ascending(pattern.hours)
  for (const midnight of matchingDays(pattern, dayOr, Math.floor(first / MICROS_PER_DAY))) {
    for (const hour of hours) {
      if (midnight + (hour + 1) * 3600 * MICROS_PER_SECOND <= first) continue
      for (const minute of minutes) {
        for (const second of seconds) {
          const time = midnight + (hour * 3600 + minute * 60 + second) * MICROS_PER_SECOND
          if (time >= first) yield time
        }
      }
    }
  }
}

const ascending = (values: ReadonlySet<number>): number[] => [...values].sort((a, b) => a - b)

function* matchingDays(pattern: CronPattern, dayOr: boolean, firstDay: number): Generator<Micros> {
  let lastMatch = new Date(firstDay * 86_400_000).getUTCFullYear()
  for (let day = firstDay; ; day += 1) {
    const date = new Date(day * 86_400_000)
    const year = date.getUTCFullYear()
    if (year - lastMatch > YEARS_WITHOUT_A_MATCH || year > 9999) return
    if (!pattern.months.has(date.getUTCMonth() + 1)) {
      day = Date.UTC(year, date.getUTCMonth() + 1, 1) / 86_400_000 - 1
      continue
    }
    if ((pattern.years.size > 0 && !pattern.years.has(year)) || !matchesDay(pattern, dayOr, date)) continue
    lastMatch = year
    yield day * MICROS_PER_DAY
  }
}

/**
 * Cron's own rule: when both fields of days are given, either is enough, unless `dayOr` is off. Beside a weekday of a certain
 * week (`5#2`) croniter leaves the days of the month out of account.
 */
function matchesDay(pattern: CronPattern, dayOr: boolean, date: Date): boolean {
  const monthDay = matchesMonthDay(pattern, date)
  const weekday = matchesWeekday(pattern, date)
  const limitsBoth = (pattern.days !== undefined || pattern.lastDay) && pattern.weekdays !== undefined
  if (!limitsBoth || !dayOr) return monthDay && weekday
  return weekday || (monthDay && pattern.nthWeekdays.size === 0)
}

function matchesMonthDay({ days, lastDay }: CronPattern, date: Date): boolean {
  if (days === undefined) return true
  return days.has(date.getUTCDate()) || (lastDay && date.getUTCDate() === daysInMonth(date))
}

function matchesWeekday({ weekdays, nthWeekdays }: CronPattern, date: Date): boolean {
  const weekday = date.getUTCDay()
  if (nthWeekdays.size === 0) return weekdays === undefined || weekdays.has(weekday)
  const weeks = nthWeekdays.get(weekday)
  if (weeks === undefined) return false
  return weeks.has(Math.ceil(date.getUTCDate() / 7)) || (weeks.has('last') && date.getUTCDate() + 7 > daysInMonth(date))
}

const daysInMonth = (date: Date): number => new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
