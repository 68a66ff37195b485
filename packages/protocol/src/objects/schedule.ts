import { z } from 'zod'
import { timestamp } from '../values/timestamp.ts'

/** How the days of a cron schedule combine and in which zone it counts. */
export const cronSchedule = z.strictObject({
  cron: z.string(),
  timezone: z.string().nullish().default(null),
  /** True (default): a day matches day-of-month *or* day-of-week, as cron has it; false: both. */
  day_or: z.boolean().default(true),
})
export type CronSchedule = z.output<typeof cronSchedule>

export const intervalSchedule = z.strictObject({
  /** Seconds between two runs, above 0. */
  interval: z.number().gt(0),
  /** A moment from which the intervals are counted, back and forth; default: the day this was set. */
  anchor_date: timestamp.optional(),
  timezone: z.string().nullish().default(null),
})
export type IntervalSchedule = z.output<typeof intervalSchedule>

export const rruleSchedule = z.strictObject({
  /** One or more RFC 5545 lines. */
  rrule: z.string().max(6500),
  timezone: z.string().nullish().default('UTC'),
})
export type RRuleSchedule = z.output<typeof rruleSchedule>

export const schedule = z.union([intervalSchedule, cronSchedule, rruleSchedule])
export type Schedule = z.output<typeof schedule>
export type ScheduleInput = z.input<typeof schedule>
