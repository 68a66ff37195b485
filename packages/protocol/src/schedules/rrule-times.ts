import { dayFilter, dayNumber, weekdayOf } from './rrule-days.ts'
import type { Frequency, Rule, RuleSet } from './rrule-text.ts'
import { LAST_TIME, MICROS_PER_DAY, MICROS_PER_SECOND, type Micros } from './wall-clock.ts'

/**
 * How many days and steps one expansion looks at, about 20 ms of work: enough for a rule of one day in a hundred years, and an
 * end for one that never matches (February 30).
 */
export const STEPS = 40_000

interface Budget {
  left: number
}

/** The wall-clock times of a set of rules from `from` on, in order, each once. */
export function* rruleTimes(set: RuleSet, from: Micros): Generator<Micros> {
  const budget = { left: STEPS }
  const included = merged([...set.rules.map((rule) => ruleTimes(rule, set.start, from, budget)), sorted(set.dates)])
  const excluded = merged([...set.excludedRules.map((rule) => ruleTimes(rule, set.start, from, budget)), sorted(set.excludedDates)])
  let barred = excluded.next()
  for (const time of included) {
    while (barred.done !== true && barred.value < time) barred = excluded.next()
    if (time >= from && (barred.done === true || barred.value !== time)) yield time
  }
}

const sorted = (times: readonly Micros[]): Iterator<Micros, void> => [...times].sort((a, b) => a - b).values()

/** The values of ascending sequences as one, without repetition. */
function* merged(sequences: readonly Iterator<Micros, void>[]): Generator<Micros, void> {
  const heads = sequences.map((sequence) => ({ sequence, next: sequence.next() }))
  let last: Micros | undefined
  for (;;) {
    const times = heads.map(({ next }) => (next.done === true ? Number.POSITIVE_INFINITY : next.value))
    const first = Math.min(...times)
    const head = heads[times.indexOf(first)]
    if (head === undefined || first === Number.POSITIVE_INFINITY) return
    if (first !== last) yield first
    last = first
    head.next = head.sequence.next()
  }
}

/** The times of one rule: from `from` on where it can be entered there, else (COUNT) from its start. */
function* ruleTimes(rule: Rule, start: Micros, from: Micros, budget: Budget): Generator<Micros, void> {
  const complete = withDefaults(rule, start)
  const isPlain = !hasParts(rule) && rule.frequency !== 'YEARLY' && rule.frequency !== 'MONTHLY'
  const entry = rule.count === undefined || isPlain ? Math.max(start, from) : start
  const periods =
    complete.frequency in UNIT_SECONDS ? shortPeriods(complete, start, entry, budget) : longPeriods(complete, start, entry, budget)
  let index = 0
  for (const { number, times } of periods) {
    // A rule without BY… parts has one time in each period, so those leapt over are counted by their number.
    if (isPlain) index = number
    for (const time of atPositions(times, complete.bySetPosition)) {
      if (time < start) continue
      index += 1
      if (rule.until !== undefined && time > rule.until) return
      if (rule.count !== undefined && index > rule.count) return
      yield time
    }
  }
}

interface Period {
  /** How many periods lie between the rule's start and this one. */
  readonly number: number
  readonly times: readonly Micros[]
}

const UNIT_SECONDS: Readonly<Partial<Record<Frequency, number>>> = { HOURLY: 3600, MINUTELY: 60, SECONDLY: 1 }

/** What RFC 5545 takes from the start for parts that are not said. */
function withDefaults(rule: Rule, start: Micros): Rule {
  const time = new Date(start / 1000)
  const hasDays = [rule.byWeekNumber, rule.byYearDay, rule.byMonthDay, rule.byWeekday, rule.byEaster].some((part) => part !== undefined)
  const unit = UNIT_SECONDS[rule.frequency] ?? 86_400
  const months = rule.frequency === 'YEARLY' && !hasDays ? [time.getUTCMonth() + 1] : undefined
  const monthDays = (rule.frequency === 'YEARLY' || rule.frequency === 'MONTHLY') && !hasDays ? [time.getUTCDate()] : undefined
  const weekdays =
    rule.frequency === 'WEEKLY' && !hasDays ? [{ weekday: weekdayOf(Math.floor(start / MICROS_PER_DAY)), nth: undefined }] : undefined
  return {
    ...rule,
    byMonth: rule.byMonth ?? months,
    byMonthDay: rule.byMonthDay ?? monthDays,
    byWeekday: rule.byWeekday ?? weekdays,
    byHour: rule.byHour ?? (unit > 3600 ? [time.getUTCHours()] : undefined),
    byMinute: rule.byMinute ?? (unit > 60 ? [time.getUTCMinutes()] : undefined),
    bySecond: rule.bySecond ?? (unit > 1 ? [time.getUTCSeconds()] : undefined),
  }
}

const hasParts = (rule: Rule): boolean => Object.entries(rule).some(([name, value]) => name.startsWith('by') && value !== undefined)

/** Years, months, weeks or days: the days that the rule lets through, at each of its times of day. */
function* longPeriods(rule: Rule, start: Micros, entry: Micros, budget: Budget): Generator<Period> {
  const matches = dayFilter(rule)
  const timesOfDay = clockTimes(rule.byHour ?? [0], rule.byMinute ?? [0], rule.bySecond ?? [0])
  for (let number = firstPeriod(rule, start, entry); ; number += 1) {
    const [begin, end] = daysOfPeriod(rule, start, number)
    if (!(begin * MICROS_PER_DAY <= LAST_TIME)) return
    const times: Micros[] = []
    for (let day = begin; day < end; day += 1) {
      if (matches(day)) for (const time of timesOfDay) times.push(day * MICROS_PER_DAY + time)
    }
    budget.left -= end - begin
    if (budget.left < 0) return
    yield { number, times }
  }
}

/** First day and day after the last, counted since 1970. */
function daysOfPeriod(rule: Rule, start: Micros, number: number): readonly [number, number] {
  const first = Math.floor(start / MICROS_PER_DAY)
  const date = new Date(start / 1000)
  const year = date.getUTCFullYear()
  const step = number * rule.interval
  if (rule.frequency === 'YEARLY') return [dayNumber(year + step, 1, 1), dayNumber(year + step + 1, 1, 1)]
  if (rule.frequency === 'MONTHLY') {
    const month = date.getUTCMonth() + 1 + step
    return [dayNumber(year, month, 1), dayNumber(year, month + 1, 1)]
  }
  if (rule.frequency === 'DAILY') return [first + step, first + step + 1]
  const week = startOfWeek(first, rule.weekStart)
  return [number === 0 ? first : week + 7 * step, week + 7 * step + 7]
}

const startOfWeek = (day: number, weekStart: number): number => day - ((weekdayOf(day) - weekStart + 7) % 7)

/** The last period that begins at or before `entry`. */
function firstPeriod(rule: Rule, start: Micros, entry: Micros): number {
  const from = new Date(start / 1000)
  const to = new Date(entry / 1000)
  const years = to.getUTCFullYear() - from.getUTCFullYear()
  const day = (time: Micros): number => Math.floor(time / MICROS_PER_DAY)
  const weeks = (startOfWeek(day(entry), rule.weekStart) - startOfWeek(day(start), rule.weekStart)) / 7
  const passed = {
    YEARLY: years,
    MONTHLY: years * 12 + to.getUTCMonth() - from.getUTCMonth(),
    WEEKLY: weeks,
    DAILY: day(entry) - day(start),
    HOURLY: 0,
    MINUTELY: 0,
    SECONDLY: 0,
  }[rule.frequency]
  return Math.floor(passed / rule.interval)
}

/** Hours, minutes or seconds in steps of the interval; whole days, hours and minutes that do not match are leapt over. */
function* shortPeriods(rule: Rule, start: Micros, entry: Micros, budget: Budget): Generator<Period> {
  const unit = UNIT_SECONDS[rule.frequency] ?? 1
  const length = unit * rule.interval
  const first = Math.floor(start / MICROS_PER_SECOND / unit) * unit
  const matches = dayFilter(rule)
  const allows = (part: readonly number[] | undefined, value: number): boolean => part === undefined || part.includes(value)
  const numberAt = (second: number): number => Math.ceil((second - first) / length)
  let day = Number.NaN
  let isDay = false
  let number = Math.max(0, Math.floor((Math.floor(entry / MICROS_PER_SECOND) - first) / length))
  for (;;) {
    budget.left -= 1
    if (budget.left < 0) return
    const second = first + number * length
    if (second * MICROS_PER_SECOND > LAST_TIME) return
    if (Math.floor(second / 86_400) !== day) {
      day = Math.floor(second / 86_400)
      isDay = matches(day)
    }
    const hour = Math.floor(second / 3600)
    const minute = Math.floor(second / 60)
    if (!isDay) number = numberAt((day + 1) * 86_400)
    else if (!allows(rule.byHour, hour % 24)) number = Math.max(number + 1, numberAt((hour + 1) * 3600))
    else if (unit < 3600 && !allows(rule.byMinute, minute % 60)) number = Math.max(number + 1, numberAt((minute + 1) * 60))
    else {
      const offsets =
        unit === 3600
          ? clockTimes([0], rule.byMinute ?? [0], rule.bySecond ?? [0])
          : unit === 60
            ? clockTimes([0], [0], rule.bySecond ?? [0])
            : [0]
      if (unit > 1 || allows(rule.bySecond, second % 60))
        yield { number, times: offsets.map((offset) => second * MICROS_PER_SECOND + offset) }
      number += 1
    }
  }
}

/** Every time of day, ascending, as microseconds after midnight. */
function clockTimes(hours: readonly number[], minutes: readonly number[], seconds: readonly number[]): Micros[] {
  const times = hours.flatMap((hour) =>
    minutes.flatMap((minute) => seconds.map((second) => (hour * 3600 + minute * 60 + second) * MICROS_PER_SECOND)),
  )
  return [...new Set(times)].sort((a, b) => a - b)
}

function atPositions(times: readonly Micros[], positions: readonly number[] | undefined): readonly Micros[] {
  if (positions === undefined) return times
  const chosen = positions.map((position) => times.at(position > 0 ? position - 1 : position)).filter((time) => time !== undefined)
  return [...new Set(chosen)].sort((a, b) => a - b)
}
