import type { Micros } from './wall-clock.ts'

const FREQUENCIES = ['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY', 'HOURLY', 'MINUTELY', 'SECONDLY'] as const
export type Frequency = (typeof FREQUENCIES)[number]

/** A weekday, 0 is Monday; `nth` counts within month or year, from the end when negative. */
export interface RuleWeekday {
  readonly weekday: number
  readonly nth: number | undefined
}

/** One RRULE or EXRULE as written: an absent part is undefined. */
export interface Rule {
  readonly frequency: Frequency
  readonly interval: number
  readonly count: number | undefined
  /** Wall-clock time, included. */
  readonly until: Micros | undefined
  /** First day of the week, 0 is Monday. */
  readonly weekStart: number
  readonly byWeekday: readonly RuleWeekday[] | undefined
  readonly byMonth: readonly number[] | undefined
  readonly byMonthDay: readonly number[] | undefined
  readonly byYearDay: readonly number[] | undefined
  readonly byWeekNumber: readonly number[] | undefined
  readonly byEaster: readonly number[] | undefined
  readonly byHour: readonly number[] | undefined
  readonly byMinute: readonly number[] | undefined
  readonly bySecond: readonly number[] | undefined
  readonly bySetPosition: readonly number[] | undefined
}

/** What the lines of an rrule say together; times are those of the wall clock. */
export interface RuleSet {
  readonly start: Micros
  readonly rules: readonly Rule[]
  readonly excludedRules: readonly Rule[]
  readonly dates: readonly Micros[]
  readonly excludedDates: readonly Micros[]
}

/** Rules without DTSTART count from here, as in Prefect. */
const DEFAULT_START = Date.UTC(2020, 0, 1) * 1000

const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']

/** What a list of numbers may hold: least and greatest, and whether it may count from the end. */
const LISTS: Readonly<Record<string, readonly [number, number, boolean]>> = {
  BYMONTH: [1, 12, false],
  BYMONTHDAY: [1, 31, true],
  BYYEARDAY: [1, 366, true],
  BYWEEKNO: [1, 53, true],
  BYEASTER: [0, 366, true],
  BYHOUR: [0, 23, false],
  BYMINUTE: [0, 59, false],
  BYSECOND: [0, 59, false],
  BYSETPOS: [1, 366, true],
}

/**
 * Reads RFC 5545 lines: DTSTART, RRULE (the name may be left out), EXRULE, RDATE and EXDATE. A time zone in them is left out of
 * account, as Prefect does: the schedule has its own. Throws an `Error` that names the part that is wrong.
 */
export function parseRules(text: string): RuleSet {
  const lines = text
    .trim()
    .toUpperCase()
    .split(/\s+/)
    .filter((line) => line !== '')
  if (lines.length === 0) throw new Error('the text is empty')
  const set = {
    start: DEFAULT_START,
    rules: [] as Rule[],
    excludedRules: [] as Rule[],
    dates: [] as Micros[],
    excludedDates: [] as Micros[],
  }
  for (const line of lines) {
    const colon = line.indexOf(':')
    const [name = ''] = (colon === -1 ? 'RRULE' : line.slice(0, colon)).split(';')
    const value = line.slice(colon + 1)
    if (name === 'RRULE') set.rules.push(parseRule(value))
    else if (name === 'EXRULE') set.excludedRules.push(parseRule(value))
    else if (name === 'RDATE') set.dates.push(...value.split(',').map(parseTime))
    else if (name === 'EXDATE') set.excludedDates.push(...value.split(',').map(parseTime))
    else if (name === 'DTSTART') set.start = parseTime(value)
    else throw new Error(`"${name}" is not one of DTSTART, RRULE, EXRULE, RDATE, EXDATE`)
  }
  if (set.rules.length === 0 && set.dates.length === 0) throw new Error('there is no RRULE and no RDATE')
  return set
}

function parseRule(text: string): Rule {
  const parts = new Map<string, string>()
  for (const part of text.split(';')) {
    const [name = '', value = '', ...more] = part.split('=')
    if (more.length > 0 || value === '') throw new Error(`"${part}" is not NAME=VALUE`)
    parts.set(name, value)
  }
  const take = (name: string): string | undefined => {
    const value = parts.get(name)
    parts.delete(name)
    return value
  }
  const list = (name: string): number[] | undefined => numbers(name, take(name))
  const rule: Rule = {
    frequency: frequency(take('FREQ')),
    interval: count('INTERVAL', take('INTERVAL')) ?? 1,
    count: count('COUNT', take('COUNT')),
    until: optionalTime(take('UNTIL')),
    weekStart: weekStart(take('WKST')),
    byWeekday: weekdays(take('BYDAY') ?? take('BYWEEKDAY')),
    byMonth: list('BYMONTH'),
    byMonthDay: list('BYMONTHDAY'),
    byYearDay: list('BYYEARDAY'),
    byWeekNumber: list('BYWEEKNO'),
    byEaster: list('BYEASTER'),
    byHour: list('BYHOUR'),
    byMinute: list('BYMINUTE'),
    bySecond: list('BYSECOND'),
    bySetPosition: list('BYSETPOS'),
  }
  for (const name of parts.keys()) throw new Error(`"${name}" is not a part of a rule`)
  return rule
}

function frequency(value: string | undefined): Frequency {
  const found = FREQUENCIES.find((name) => name === value)
  if (found === undefined) throw new Error(`FREQ is ${value ?? 'missing'}, expected one of ${FREQUENCIES.join(', ')}`)
  return found
}

function count(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  if (!/^\d{1,15}$/.test(value) || Number(value) < 1) throw new Error(`${name} is ${value}, expected a whole number above 0`)
  return Number(value)
}

function weekStart(value: string | undefined): number {
  const found = value === undefined ? 0 : WEEKDAYS.indexOf(value)
  if (found === -1) throw new Error(`WKST is ${value}, expected one of ${WEEKDAYS.join(', ')}`)
  return found
}

function numbers(name: string, value: string | undefined): number[] | undefined {
  const [low, high, signed] = LISTS[name] ?? [0, 0, false]
  return value?.split(',').map((item) => {
    const number = Number(item)
    const size = signed ? Math.abs(number) : number
    if (!/^[+-]?\d+$/.test(item) || size < low || size > high)
      throw new Error(`${name} has ${item}, expected ${low} to ${high}${signed ? ', or negative' : ''}`)
    return number
  })
}

const WEEKDAY = /^(?:([+-]?\d{1,2})?([A-Z]{2})|([A-Z]{2})\(([+-]?\d{1,2})\))$/

function weekdays(value: string | undefined): RuleWeekday[] | undefined {
  return value?.split(',').map((item) => {
    const [, before, name, nameBefore, inside] = WEEKDAY.exec(item) ?? []
    const weekday = WEEKDAYS.indexOf(name ?? nameBefore ?? '')
    const nth = before ?? inside
    if (weekday === -1 || Number(nth) === 0) throw new Error(`BYDAY has ${item}, expected a weekday such as MO, 2TU or -1FR`)
    return { weekday, nth: nth === undefined ? undefined : Number(nth) }
  })
}

const optionalTime = (value: string | undefined): Micros | undefined => (value === undefined ? undefined : parseTime(value))

const TIME = /^(\d{4})-?(\d{2})-?(\d{2})(?:T(\d{2}):?(\d{2}):?(\d{2})?Z?)?$/

function parseTime(text: string): Micros {
  const [, year = '', month = '', day = '', hour = '00', minute = '00', second = '00'] = TIME.exec(text) ?? []
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  if (Number.isNaN(time) || new Date(time).getUTCDate() !== Number(day)) throw new Error(`"${text}" is not a time such as 20260131T093000`)
  return time * 1000
}
