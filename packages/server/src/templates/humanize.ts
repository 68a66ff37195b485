// As the Python package `humanize` has it, whose filters Prefect gives to the templates of automations.

const MINUTE = 60
const HOUR = 3600
const DAY = 86_400

/** `%d thing` or `%d things`, or the words for one. */
const counted = (count: number, noun: string, one: string): string => (count === 1 ? one : `${count} ${noun}s`)

/** Rounds halves to the even number, as Python does. */
const round = (value: number): number => (value % 1 === 0.5 && Math.floor(value) % 2 === 0 ? Math.floor(value) : Math.round(value))

/** `3 hours`, `a day`, `1 year, 4 months`: a span of seconds in words. */
export function naturalDelta(value: unknown): string {
  const seconds = Math.abs(Math.trunc(numberOf(value)))
  const days = Math.floor(seconds / DAY)
  const years = Math.floor(days / 365)
  const rest = days % 365
  const months = round(rest / 30.5)
  if (days === 0) return shortSpan(seconds)
  if (years > 1) return `${intComma(round(days / 365))} years`
  if (years === 1) return yearAnd(rest, months)
  if (months === 0) return counted(rest, 'day', 'a day')
  return months === 12 ? 'a year' : counted(months, 'month', 'a month')
}

function yearAnd(days: number, months: number): string {
  if (months === 12) return '2 years'
  if (months > 0) return `1 year, ${counted(months, 'month', '1 month')}`
  return days === 0 ? 'a year' : `1 year, ${counted(days, 'day', '1 day')}`
}

function shortSpan(seconds: number): string {
  if (seconds === 0) return 'a moment'
  if (seconds < MINUTE) return counted(seconds, 'second', 'a second')
  const minutes = round(seconds / MINUTE)
  if (seconds < HOUR && minutes < 60) return counted(minutes, 'minute', 'a minute')
  const hours = round(seconds / HOUR)
  return hours === 24 ? 'a day' : counted(hours, 'hour', 'an hour')
}

/** `3 hours ago`, `a day from now`, `now`: a time, or a number of seconds that have passed since. */
export function naturalTime(value: unknown): string {
  const passed = typeof value === 'number' ? value : (Date.now() - timeOf(value).getTime()) / 1000
  const words = naturalDelta(passed)
  if (words === 'a moment') return 'now'
  return passed < 0 ? `${words} from now` : `${words} ago`
}

/** `today`, `tomorrow`, `yesterday`, or a day such as `Feb 03`, in UTC. */
export function naturalDay(value: unknown): string {
  const time = timeOf(value)
  const away = dayOf(time.getTime()) - dayOf(Date.now())
  if (away === 0) return 'today'
  if (away === 1) return 'tomorrow'
  return away === -1
    ? 'yesterday'
    : `${time.toLocaleString('en-US', { month: 'short', timeZone: 'UTC' })} ${String(time.getUTCDate()).padStart(2, '0')}`
}

/** As `naturalDay`, and with its year where it is some five months away or more. */
export function naturalDate(value: unknown): string {
  const time = timeOf(value)
  const away = Math.abs(dayOf(time.getTime()) - dayOf(Date.now()))
  return away >= (5 * 365) / 12 ? `${naturalDay(value)} ${time.getUTCFullYear()}` : naturalDay(value)
}

const dayOf = (millis: number): number => Math.floor(millis / (DAY * 1000))

const UNITS = ['kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB', 'RB', 'QB']

/** `3.0 MB`: a number of bytes. */
export function naturalSize(value: unknown): string {
  const bytes = numberOf(value)
  const size = Math.abs(bytes)
  if (size < 1000) return size === 1 ? `${Math.trunc(bytes)} Byte` : `${Math.trunc(bytes)} Bytes`
  let power = Math.min(Math.floor(Math.log10(size) / 3), UNITS.length)
  if (power < UNITS.length && Math.round((size / 1000 ** power) * 10) === 10_000) power += 1
  return `${(bytes / 1000 ** power).toFixed(1)} ${UNITS[power - 1]}`
}

/** `1,234,567.25`. */
export function intComma(value: unknown): string {
  const [whole = '', ...fraction] = String(value).split('.')
  return [whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ','), ...fraction].join('.')
}

const POWERS = ['thousand', 'million', 'billion', 'trillion', 'quadrillion', 'quintillion', 'sextillion', 'septillion', 'octillion']

/** `1.2 million`; numbers below a thousand as they are. */
export function intWord(value: unknown): string {
  const number = numberOf(value)
  let power = Math.min(Math.floor(Math.log10(Math.max(Math.abs(number), 1)) / 3), POWERS.length)
  if (power === 0) return String(value)
  if (power < POWERS.length && Math.round((Math.abs(number) / 1000 ** power) * 10) === 10_000) power += 1
  return `${(number / 1000 ** power).toFixed(1)} ${POWERS[power - 1]}`
}

/** `1st`, `2nd`, `13th`. */
export function ordinal(value: unknown): string {
  const number = Math.trunc(numberOf(value))
  const tens = ((number % 100) + 100) % 100
  const suffix = tens > 10 && tens < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][tens % 10] ?? 'th')
  return `${number}${suffix}`
}

const NUMBERS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']

/** `seven`; numbers above nine as they are. */
export function apNumber(value: unknown): string {
  const number = Math.trunc(numberOf(value))
  return NUMBERS[number] ?? String(number)
}

function numberOf(value: unknown): number {
  const number = typeof value === 'bigint' || (typeof value === 'string' && value.trim() !== '') ? Number(value) : value
  if (typeof number === 'number' && Number.isFinite(number)) return number
  throw new TypeError(`expected a number, got ${String(value)}`)
}

function timeOf(value: unknown): Date {
  const time = new Date(typeof value === 'string' ? value : Number.NaN)
  if (Number.isNaN(time.getTime())) throw new TypeError(`expected a time such as 2030-01-31T10:00:00Z, got ${String(value)}`)
  return time
}
