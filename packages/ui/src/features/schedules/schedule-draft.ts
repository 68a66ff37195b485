import type { DeploymentSchedule, Schedule } from '@millrace/protocol'
import { LOCAL_ZONE } from '../../time/zone.ts'
import type { Schema } from '../schema-form/schema.ts'

/** How a schedule can be said. */
export const KINDS = ['cron', 'interval', 'rrule'] as const
type Kind = (typeof KINDS)[number]

/** A schedule as it is typed. */
export interface Draft {
  readonly kind: Kind
  readonly cron: string
  readonly dayOr: boolean
  readonly interval: string
  readonly anchor: string
  readonly rrule: string
  readonly timezone: string
  readonly slug: string
  readonly most: string
  readonly parameters: Schema
}

/** What the fields hold at first. */
export function draftOf(edited: DeploymentSchedule | undefined): Draft {
  const blank: Draft = {
    kind: 'cron',
    cron: '0 0 * * *',
    dayOr: true,
    interval: '3600',
    anchor: '',
    rrule: 'FREQ=DAILY;BYHOUR=0;BYMINUTE=0;BYSECOND=0',
    timezone: LOCAL_ZONE,
    slug: '',
    most: '',
    parameters: {},
  }
  if (edited === undefined) return blank
  const { schedule, slug, parameters, max_scheduled_runs } = edited
  const shared = { ...blank, timezone: schedule.timezone ?? 'UTC', slug: slug ?? '', most: String(max_scheduled_runs ?? ''), parameters }
  if ('cron' in schedule) return { ...shared, kind: 'cron', cron: schedule.cron, dayOr: schedule.day_or }
  if ('interval' in schedule)
    return { ...shared, kind: 'interval', interval: String(schedule.interval), anchor: schedule.anchor_date ?? '' }
  return { ...shared, kind: 'rrule', rrule: schedule.rrule }
}

/** The schedule that the fields say. */
export function scheduleOf({ kind, cron, dayOr, interval, anchor, rrule, timezone }: Draft): Schedule {
  switch (kind) {
    case 'cron':
      return { cron, day_or: dayOr, timezone }
    case 'interval':
      return { interval: Number(interval), timezone, ...(anchor === '' ? {} : { anchor_date: anchor }) }
    case 'rrule':
      break
  }
  return { rrule, timezone }
}
