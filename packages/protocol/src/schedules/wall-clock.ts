import { Temporal } from 'temporal-polyfill'
import { epochMillis, type Timestamp } from '../values/instants.ts'

/** Microseconds since 1970; of an instant, or of a wall clock read as if it stood in UTC. */
export type Micros = number

/** Which of two instants a repeated wall time means, and to which side a skipped one moves. */
export type Disambiguation = 'earlier' | 'later'

export const MICROS_PER_SECOND = 1_000_000
export const MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND

/** The last time that is made; timestamps end with the year 9999, and zones have nothing to say beyond it. */
export const LAST_TIME: Micros = Date.UTC(9999, 11, 30) * 1000

/** An offset such as `+02:00` is a zone to `Intl`, but not to Prefect. */
const ZONE_NAME = /^[A-Za-z]/

/** Zones that were found to be some, as asking for one takes longer than all else that is checked of a schedule. */
const KNOWN_ZONES = new Set<string>()
/** The database has some 600 names, and each may be written in capitals and small letters as one likes. */
const MOST_KNOWN = 2000

/** True for a name of the IANA time zone database. */
export function isTimeZone(zone: string): boolean {
  if (KNOWN_ZONES.has(zone)) return true
  if (!ZONE_NAME.test(zone)) return false
  try {
    if (new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone === '') return false
  } catch {
    return false
  }
  if (KNOWN_ZONES.size >= MOST_KNOWN) KNOWN_ZONES.clear()
  KNOWN_ZONES.add(zone)
  return true
}

export const microsOf = (timestamp: Timestamp): Micros => Math.round(epochMillis(timestamp) * 1000)

/** The timestamp of an instant; undefined beyond the years 1 to 9999. */
export function timestampOfMicros(instant: Micros): Timestamp | undefined {
  const second = Math.floor(instant / MICROS_PER_SECOND)
  const date = new Date(second * 1000)
  const year = date.getUTCFullYear()
  if (!(year >= 1 && year <= 9999)) return undefined
  return `${date.toISOString().slice(0, 19)}.${String(instant - second * MICROS_PER_SECOND).padStart(6, '0')}Z`
}

/** What the clocks of `zone` show at `instant`. */
export function wallOf(instant: Micros, zone: string): Micros {
  if (zone === 'UTC' || instant > LAST_TIME) return instant
  const milliseconds = Math.floor(instant / 1000)
  const zoned = Temporal.Instant.fromEpochMilliseconds(milliseconds).toZonedDateTimeISO(zone)
  return instant + zoned.offsetNanoseconds / 1000
}

/** The instant at which the clocks of `zone` show `wall`. */
export function instantOf(wall: Micros, zone: string, disambiguation: Disambiguation): Micros {
  if (zone === 'UTC' || wall > LAST_TIME) return wall
  const milliseconds = Math.floor(wall / 1000)
  const plain = Temporal.Instant.fromEpochMilliseconds(milliseconds).toZonedDateTimeISO('UTC').toPlainDateTime()
  return plain.toZonedDateTime(zone, { disambiguation }).epochMilliseconds * 1000 + (wall - milliseconds * 1000)
}
