import type { Rule, RuleWeekday } from './rrule-text.ts'

/** A day as what the parts of a rule ask for. */
interface Day {
  readonly year: number
  readonly month: number
  readonly date: number
  readonly daysInMonth: number
  /** 0 is Monday. */
  readonly weekday: number
  /** 1 is January 1. */
  readonly yearDay: number
  readonly daysInYear: number
}

const DAY = 86_400_000

/** Days since 1970 of a calendar date; months and dates out of range carry over. */
export const dayNumber = (year: number, month: number, date: number): number => {
  const carried = new Date(0)
  carried.setUTCFullYear(year, month - 1, date)
  return carried.getTime() / DAY
}

/** 0 is Monday. */
export const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7

/** Tells whether a day, counted since 1970, is one that the rule's BY… parts let through. */
export function dayFilter(rule: Rule): (day: number) => boolean {
  const tests = [...dayTests(rule)]
  return (number) => {
    if (tests.length === 0) return true
    const day = describe(number)
    return tests.every((test) => test(day, number))
  }
}

function* dayTests(rule: Rule): Generator<(day: Day, number: number) => boolean> {
  const { byMonth, byMonthDay, byYearDay, byWeekNumber, byEaster, byWeekday = [] } = rule
  if (byMonth !== undefined) yield ({ month }) => byMonth.includes(month)
  if (byMonthDay !== undefined) yield ({ date, daysInMonth }) => byMonthDay.includes(date) || byMonthDay.includes(date - daysInMonth - 1)
  if (byYearDay !== undefined)
    yield ({ yearDay, daysInYear }) => byYearDay.includes(yearDay) || byYearDay.includes(yearDay - daysInYear - 1)
  if (byWeekNumber !== undefined) yield (day, number) => isInWeek(byWeekNumber, day, number, rule.weekStart)
  if (byEaster !== undefined) yield (day, number) => byEaster.includes(number - easter(day.year))
  const counted = (weekday: RuleWeekday): boolean =>
    weekday.nth !== undefined && (rule.frequency === 'YEARLY' || rule.frequency === 'MONTHLY')
  const plain = byWeekday.filter((weekday) => !counted(weekday)).map(({ weekday }) => weekday)
  const nth = byWeekday.filter(counted)
  if (plain.length > 0) yield ({ weekday }) => plain.includes(weekday)
  const withinYear = rule.frequency === 'YEARLY' && byMonth === undefined
  if (nth.length > 0) yield (day) => nth.some((wanted) => wanted.weekday === day.weekday && isNth(wanted.nth ?? 0, day, withinYear))
}

function isNth(nth: number, day: Day, withinYear: boolean): boolean {
  const position = withinYear ? day.yearDay : day.date
  const length = withinYear ? day.daysInYear : day.daysInMonth
  return nth > 0 ? Math.ceil(position / 7) === nth : Math.ceil((length - position + 1) / 7) === -nth
}

/** Week 1 is the first with at least four days in the year. */
function isInWeek(weeks: readonly number[], { year }: Day, number: number, weekStart: number): boolean {
  const first = firstWeek(year, weekStart)
  const next = firstWeek(year + 1, weekStart)
  if (number >= next) return weeks.includes(1)
  const [begin, end] = number < first ? [firstWeek(year - 1, weekStart), first] : [first, next]
  const week = Math.floor((number - begin) / 7) + 1
  return weeks.includes(week) || weeks.includes(week - (end - begin) / 7 - 1)
}

/** The day on which week 1 of a year begins. */
function firstWeek(year: number, weekStart: number): number {
  const newYear = dayNumber(year, 1, 1)
  const passed = (weekdayOf(newYear) - weekStart + 7) % 7
  return passed <= 3 ? newYear - passed : newYear + 7 - passed
}

/** Western Easter Sunday, by the anonymous Gregorian algorithm. */
function easter(year: number): number {
  const golden = year % 19
  const century = Math.floor(year / 100)
  const epact = (19 * golden + century - Math.floor(century / 4) - Math.floor((8 * century + 13) / 25) + 15) % 30
  const moon = epact - Math.floor(epact / 28) * (1 - Math.floor(29 / (epact + 1)) * Math.floor((21 - golden) / 11))
  const weekday = (year + Math.floor(year / 4) + moon + 2 - century + Math.floor(century / 4)) % 7
  const offset = moon - weekday
  const month = 3 + Math.floor((offset + 40) / 44)
  return dayNumber(year, month, offset + 28 - 31 * Math.floor(month / 4))
}

function describe(number: number): Day {
  const day = new Date(number * DAY)
  const year = day.getUTCFullYear()
  const month = day.getUTCMonth() + 1
  const newYear = dayNumber(year, 1, 1)
  return {
    year,
    month,
    date: day.getUTCDate(),
    daysInMonth: dayNumber(year, month + 1, 1) - dayNumber(year, month, 1),
    weekday: weekdayOf(number),
    yearDay: number - newYear + 1,
    daysInYear: dayNumber(year + 1, 1, 1) - newYear,
  }
}
