import type { Schedule } from '@millrace/protocol'
import { timestampOf } from '@millrace/protocol/instants'
import { checkSchedule } from '@millrace/protocol/schedules'
import { InvalidSchedule } from './errors.ts'

/** A schedule as people write it: at most one of `cron`, `interval` and `rrule`. */
export interface ScheduleOptions {
  /** Five fields, as in `0 6 * * *`, or a name as `@daily`. */
  readonly cron?: string | undefined
  /** Seconds between two runs. */
  readonly interval?: number | undefined
  /** RFC 5545, or a JSON object with `rrule` and `timezone`. */
  readonly rrule?: string | undefined
  /** The instant from which intervals are counted (default: now). */
  readonly anchorDate?: string | Date | undefined
  /** IANA name, as in `Europe/Berlin` (default: UTC). */
  readonly timezone?: string | undefined
  /** Whether a day of a cron schedule matches by day of month or day of week (default true), or must match both. */
  readonly dayOr?: boolean | undefined
}

/**
 * The schedule that these options describe; undefined when they name none.
 *
 * @throws InvalidSchedule when they name several, or one that cannot be expanded.
 */
export function scheduleFrom(options: ScheduleOptions): Schedule | undefined {
  const kinds = [options.cron, options.interval, options.rrule].filter((kind) => kind !== undefined)
  if (kinds.length > 1) throw new InvalidSchedule('Only one schedule type can be provided.')
  if (options.anchorDate !== undefined && options.interval === undefined)
    throw new InvalidSchedule('An anchor date can only be provided with an interval schedule')
  if (kinds.length === 0) {
    if (options.timezone === undefined) return undefined
    throw new InvalidSchedule('A timezone can only be provided with a schedule: give cron, interval or rrule as well')
  }
  const schedule = scheduleOf(options)
  requireValid(schedule)
  return schedule
}

/**
 * Passes a schedule that can be expanded.
 *
 * @throws InvalidSchedule saying what is wrong with any other.
 */
export function requireValid(schedule: Schedule): void {
  const fault = checkSchedule(schedule)
  if (fault !== undefined) throw new InvalidSchedule(fault.message)
}

function scheduleOf({ cron, interval, rrule, anchorDate, timezone, dayOr = true }: ScheduleOptions): Schedule {
  const zone = timezone ?? 'UTC'
  if (cron !== undefined) return { cron, timezone: zone, day_or: dayOr }
  if (interval !== undefined) return { interval, anchor_date: timestampOf(instant(anchorDate)), timezone: zone }
  const { rrule: rule, timezone: own } = rruleParts(rrule ?? '')
  return { rrule: rule, timezone: timezone ?? own ?? 'UTC' }
}

function instant(given: string | Date | undefined): Date {
  const date = given === undefined ? new Date() : new Date(given)
  if (Number.isNaN(date.getTime())) throw new InvalidSchedule(`expected the anchor date to be an ISO 8601 time, got "${String(given)}"`)
  return date
}

function rruleParts(text: string): { readonly rrule: string; readonly timezone?: string | undefined } {
  if (!text.trim().startsWith('{')) return { rrule: text }
  try {
    const { rrule, timezone } = JSON.parse(text) as { readonly rrule?: unknown; readonly timezone?: unknown }
    if (typeof rrule === 'string') return { rrule, timezone: typeof timezone === 'string' ? timezone : undefined }
  } catch (cause) {
    throw new InvalidSchedule(`expected the rrule to be RFC 5545 or JSON, got "${text}"`, { cause })
  }
  throw new InvalidSchedule(`expected the JSON of an rrule to have "rrule", got ${text}`)
}
