import type { Schedule } from '@millrace/protocol'
import { scheduleText as text } from '../../messages/deployments.ts'
import { durationInWords } from '../../time/duration.ts'

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

/** `Every day at 02:30, Europe/Berlin`; patterns that are not plain ones stand as they were written. */
export function scheduleInWords(schedule: Schedule): string {
  const zone = schedule.timezone ?? 'UTC'
  if ('interval' in schedule) return text.every(durationInWords(schedule.interval), zone)
  return 'cron' in schedule ? cronInWords(schedule.cron, zone) : text.other(schedule.rrule.replaceAll('\n', ' '), zone)
}

function cronInWords(cron: string, zone: string): string {
  const [minute = '', hour = '', day, month, weekday, ...more] = cron.trim().split(/\s+/)
  const other = text.other(cron, zone)
  if (more.length > 0 || day !== '*' || month !== '*' || weekday === undefined) return other
  const step = /^\*(?:\/(\d+))?$/.exec(minute)
  if (step !== null) return hour === '*' && weekday === '*' ? text.minutely(Number(step[1] ?? 1), zone) : other
  if (!/^\d+$/.test(minute)) return other
  if (hour === '*') return weekday === '*' ? text.hourly(Number(minute), zone) : other
  if (!/^\d+$/.test(hour)) return other
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`
  if (weekday === '*') return text.daily(time, zone)
  const name = /^[0-7]$/.test(weekday) ? DAYS[Number(weekday)] : undefined
  return name === undefined ? other : text.weekly(name, time, zone)
}
