import type { Schedule, ScheduleInput } from '@millrace/protocol'
import { CommandFailure } from '../errors.ts'
import { readJsonObject } from './parameters.ts'
import { clockTime } from '../output/times.ts'

/** The options by which a schedule is given. */
export interface ScheduleOptions {
  readonly cron?: string | undefined
  /** Seconds. */
  readonly interval?: number | undefined
  readonly rrule?: string | undefined
  readonly anchorDate?: string | undefined
  readonly timezone?: string | undefined
  readonly dayOr?: boolean | undefined
}

/** The one schedule that the options give, or `undefined` for none. */
export function readSchedule(options: ScheduleOptions): ScheduleInput | undefined {
  const { cron, interval, rrule, anchorDate, timezone, dayOr } = options
  const given = [cron, interval, rrule].filter((each) => each !== undefined).length
  if (given > 1) throw new CommandFailure('Only one schedule type can be provided: --cron, --interval or --rrule.')
  if (anchorDate !== undefined && interval === undefined) throw new CommandFailure('--anchor-date can only be provided with --interval.')
  if (dayOr !== undefined && cron === undefined) throw new CommandFailure('--day-or can only be provided with --cron.')
  if (given === 0 && timezone !== undefined) throw new CommandFailure('--timezone can only be provided with --cron, --interval or --rrule.')
  if (interval !== undefined && interval <= 0) throw new CommandFailure(`--interval: expected a number of seconds above 0, got ${interval}`)
  const zone = timezone === undefined ? {} : { timezone }
  if (cron !== undefined) return { cron, ...zone, ...(dayOr === undefined ? {} : { day_or: dayOr }) }
  if (interval !== undefined) return { interval, ...zone, ...(anchorDate === undefined ? {} : { anchor_date: anchorDate }) }
  return rrule === undefined ? undefined : readRRule(rrule, zone)
}

/** A rule alone, or `{"rrule": …, "timezone": …}` as Prefect takes it too. */
function readRRule(text: string, zone: { readonly timezone?: string }): ScheduleInput {
  if (!text.trimStart().startsWith('{')) return { rrule: text, ...zone }
  const { rrule, timezone } = readJsonObject(text, '--rrule')
  if (typeof rrule !== 'string') throw new CommandFailure(`--rrule: expected a rule or {"rrule": "…"}, got ${text}`)
  return { rrule, ...(typeof timezone === 'string' ? { timezone } : {}), ...zone }
}

/** A schedule in words: `cron: 0 6 * * *`, `interval: 0:01:00s`, `rrule: FREQ=…`. */
export function scheduleWords(schedule: Schedule): string {
  if ('cron' in schedule) return `cron: ${schedule.cron}${zoneWords(schedule.timezone)}`
  if ('interval' in schedule) return `interval: ${clockTime(schedule.interval)}s`
  const short = schedule.rrule.replaceAll('\n', ' ')
  return `rrule: ${short.length > 60 ? `${short.slice(0, 60)}…` : short}${zoneWords(schedule.timezone)}`
}

const zoneWords = (timezone: string | null | undefined): string =>
  timezone === null || timezone === undefined || timezone === 'UTC' ? '' : ` (${timezone})`
