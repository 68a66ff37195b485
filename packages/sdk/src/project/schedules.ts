import { type DeploymentScheduleCreate, deploymentScheduleCreate, parseDuration, type Schedule } from '@millrace/protocol'
import { requireValid, scheduleFrom } from '../deployments/schedule-options.ts'
import { InvalidProjectDeployment } from './errors.ts'
import type { ProjectDeployment, ScheduleEntry } from './schema.ts'

/** A schedule with what its entry says and no more: Prefect's servers refuse fields of other generations, even with their defaults. */
export type ProjectSchedule = Pick<DeploymentScheduleCreate, 'schedule' | 'active'> &
  Partial<Pick<DeploymentScheduleCreate, 'parameters' | 'slug' | 'replaces'>>

/**
 * The schedules of an entry, undefined when it says nothing of any.
 *
 * @throws InvalidProjectDeployment, InvalidSchedule.
 */
export function schedulesOf(name: string, { schedule, schedules }: ProjectDeployment): ProjectSchedule[] | undefined {
  const single = schedule !== undefined && schedule !== null && Object.keys(schedule).length > 0 ? (schedule as ScheduleEntry) : undefined
  if (single !== undefined && schedules !== undefined)
    throw new InvalidProjectDeployment(name, "it has both 'schedule' and 'schedules'; keep 'schedules'")
  if (single !== undefined) return [scheduleOf(name, single)]
  return schedules === undefined || schedules === null ? undefined : schedules.map((entry) => scheduleOf(name, entry))
}

function scheduleOf(name: string, entry: ScheduleEntry): ProjectSchedule {
  const { active, parameters, slug, replaces } = entry
  const schedule = timesOf(name, entry)
  requireValid(schedule)
  const said = {
    schedule,
    active: active === null || active === undefined || isOn(active),
    ...(parameters ? { parameters: { ...parameters } } : {}),
    ...(slug ? { slug } : {}),
    ...(replaces ? { replaces } : {}),
  }
  deploymentScheduleCreate.parse(said)
  return said
}

function timesOf(name: string, entry: ScheduleEntry): Schedule {
  const kinds = (['cron', 'interval', 'rrule'] as const).filter((kind) => entry[kind] !== null && entry[kind] !== undefined)
  if (kinds.length !== 1)
    throw new InvalidProjectDeployment(
      name,
      `a schedule needs exactly one of 'cron', 'interval' and 'rrule', this has ${kinds.length === 0 ? 'none' : kinds.join(' and ')}`,
    )
  const { cron, interval, rrule, timezone, anchor_date: anchor, day_or: dayOr } = entry
  const zone = timezone ?? null
  // As Prefect writes them: without a zone, cron and interval have none of their own.
  if (cron) return { cron, timezone: zone, day_or: dayOr === null || dayOr === undefined ? true : isOn(dayOr) }
  const ruled = rrule ? scheduleFrom({ rrule, timezone: timezone ?? undefined }) : undefined
  if (ruled !== undefined) return ruled
  const seconds = typeof interval === 'string' ? (parseDuration(interval) ?? Number(interval)) : interval
  if (typeof seconds !== 'number' || !(seconds > 0))
    throw new InvalidProjectDeployment(
      name,
      `expected an interval of seconds, as PT1H or as 1:00:00, above 0, got ${JSON.stringify(interval)}`,
    )
  const base = scheduleFrom({ interval: seconds, ...(anchor ? { anchorDate: anchor } : {}) })
  const anchored = base !== undefined && 'interval' in base && anchor ? { anchor_date: base.anchor_date } : {}
  return { interval: seconds, timezone: zone, ...anchored }
}

/** What a template leaves of a flag is text. */
const isOn = (value: boolean | string): boolean => value === true || /^(?:true|yes|1|on)$/i.test(String(value))
