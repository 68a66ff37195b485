import { z } from 'zod'
import { duration } from '../values/duration.ts'
import { timestamp } from '../values/timestamp.ts'

/** How the days of a cron schedule combine and in which zone it counts. */
export const cronSchedule = z.strictObject({
  cron: z.string(),
  timezone: z.string().nullish().default(null),
  /** True (default): a day matches day-of-month *or* day-of-week, as cron has it; false: both. */
  day_or: z.boolean().default(true),
})
export type CronSchedule = z.output<typeof cronSchedule>

/** Time between two runs, above 0: seconds, or text as `duration` reads it (`PT1H`), which no client of Prefect sends; seconds afterwards. */
const betweenRuns: z.ZodType<number, number | string> = (duration as z.ZodType<number, number | string>)
  .refine((seconds) => seconds > 0, { error: 'Input should be greater than 0', params: { type: 'greater_than' } })
  .meta({ override: { type: 'number', format: 'time-delta' } })

export const intervalSchedule = z.strictObject({
  interval: betweenRuns,
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
