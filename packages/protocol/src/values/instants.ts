/**
 * An instant as text, always `YYYY-MM-DDTHH:MM:SS.ffffffZ` (27 characters, UTC, microseconds), so that comparing two as
 * strings compares the instants. It is what the wire answers, what both databases hold and what the server computes with.
 */
export type Timestamp = string

const PATTERN = /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:([Zz])|([+-])(\d{2}):?(\d{2})?)?)?$/

/** The same without dashes and colons, as ISO 8601 allows: `20310506T070000Z`. */
const COMPACT = /^(\d{4})(\d{2})(\d{2})[Tt](\d{2})(\d{2})(\d{2})?(?!\d)(.*)$/

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/**
 * Reads an RFC 3339 instant, or one without dashes and colons; one without an offset counts as UTC, digits past the microsecond are
 * dropped, and a bare date is its midnight (as pydantic reads it in Prefect 3.8). Returns `undefined` for anything else.
 */
export function parseTimestamp(text: string): Timestamp | undefined {
  const match = PATTERN.exec(text) ?? PATTERN.exec(extended(text))
  if (match === null) return undefined
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', , sign, offsetHour = '00', offsetMinute = '00'] =
    match
  if (year === undefined || month === undefined || day === undefined) return undefined
  if (!isDate(Number(year), Number(month), Number(day))) return undefined
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  const micros = fraction.slice(0, 6).padEnd(6, '0')
  if (sign === undefined) return `${year}-${month}-${day}T${hour}:${minute}:${second}.${micros}Z`
  if (Number(offsetHour) > 23 || Number(offsetMinute) > 59) return undefined
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * (sign === '-' ? -1 : 1)
  const local = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  const instant = new Date(local - offset * 60_000)
  if (instant.getUTCFullYear() < 1 || instant.getUTCFullYear() > 9999) return undefined
  return `${instant.toISOString().slice(0, 19)}.${micros}Z`
}

/** What is written compactly, with its dashes and colons; anything else as it is. */
function extended(text: string): string {
  const match = COMPACT.exec(text)
  if (match === null) return text
  const [, year, month, day, hour, minute, second, rest = ''] = match
  return `${year}-${month}-${day}T${hour}:${minute}${second === undefined ? '' : `:${second}`}${rest}`
}

function isDate(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false
  const leap = (month === 2 && year % 4 === 0 && year % 100 !== 0) || (month === 2 && year % 400 === 0)
  return day <= (DAYS[month - 1] ?? 0) + (leap ? 1 : 0)
}

/** The instant of a `Date`, or of a number of milliseconds since 1970. */
export const timestampOf = (instant: Date | number): Timestamp => `${new Date(instant).toISOString().slice(0, 23)}000Z`

/** Milliseconds since 1970, with the microseconds as a fraction. */
export function epochMillis(timestamp: Timestamp): number {
  const minute = timestamp.slice(0, 16)
  if (minute !== knownMinute) {
    knownMillis = Date.parse(`${minute}Z`)
    knownMinute = minute
  }
  return knownMillis + digits(timestamp, 17, 19) * 1000 + digits(timestamp, 20, 23) + digits(timestamp, 23, 26) / 1000
}

function digits(text: string, from: number, until: number): number {
  let number = 0
  for (let at = from; at < until; at += 1) number = number * 10 + text.charCodeAt(at) - 0x30
  return number
}

/** The minute that was asked for last: of many instants, most lie in the minute of the one before. */
let knownMinute = ''
let knownMillis = 0

/** The instant `seconds` (may be fractional or negative) after `timestamp`, to the microsecond. */
export function addSeconds(timestamp: Timestamp, seconds: number): Timestamp {
  const micros =
    BigInt(Date.parse(`${timestamp.slice(0, 19)}Z`)) * 1000n + BigInt(timestamp.slice(20, 26)) + BigInt(Math.round(seconds * 1e6))
  const whole = micros / 1_000_000n
  const rest = micros % 1_000_000n
  const second = rest < 0n ? whole - 1n : whole
  const fraction = rest < 0n ? rest + 1_000_000n : rest
  return `${new Date(Number(second) * 1000).toISOString().slice(0, 19)}.${String(fraction).padStart(6, '0')}Z`
}

/** Seconds from `start` to `end`, fractional; negative when `end` comes first. */
export function secondsBetween(start: Timestamp, end: Timestamp): number {
  // Most of those asked about lie in one day, and reading that is dear.
  const days = start.slice(0, 10) === end.slice(0, 10) ? 0 : Date.parse(end.slice(0, 10)) - Date.parse(start.slice(0, 10))
  return days / 1000 + secondOfDay(end) - secondOfDay(start) + (digits(end, 20, 26) - digits(start, 20, 26)) / 1e6
}

const secondOfDay = (timestamp: Timestamp): number =>
  digits(timestamp, 11, 13) * 3600 + digits(timestamp, 14, 16) * 60 + digits(timestamp, 17, 19)
