import type { Schedule } from '@millrace/protocol'
import { durationWords } from '@millrace/protocol/automation-words'
import { scheduleText as text } from '../../messages/deployments.ts'
import { inWeek, type Pattern, patternOfCron, patternOfRule } from './pattern.ts'

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

/** `Every day at 02:30, Europe/Berlin`; patterns that are not plain ones stand as they were written. */
export function scheduleInWords(schedule: Schedule): string {
  const zone = schedule.timezone ?? 'UTC'
  if ('interval' in schedule) return text.every(durationWords(schedule.interval).replace(/^1 (?=[a-z]+$)/, ''), zone)
  if ('cron' in schedule) return cronInWords(schedule.cron, zone)
  const pattern = patternOfRule(schedule.rrule)
  return pattern === undefined ? text.other(schedule.rrule.replaceAll('\n', ' '), zone) : ruleInWords(pattern, zone)
}

function ruleInWords({ unit, every, days, monthDay, hour, minute }: Pattern, zone: string): string {
  const time = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
  switch (unit) {
    case 'hours':
      return every === 1 ? text.hourly(minute, zone) : text.everyHours(every, minute, zone)
    case 'days':
      return every === 1 ? text.daily(time, zone) : text.everyDays(every, time, zone)
    case 'weeks':
      return text.onDaysAt(
        inWeek(days).map((day) => DAYS[day] ?? ''),
        every,
        time,
        zone,
      )
    case 'months':
      break
  }
  return text.monthly(monthDay, every, time, zone)
}

function cronInWords(cron: string, zone: string): string {
  const [minute = '', hour = '', day, month, weekday, ...more] = cron.trim().split(/\s+/)
  const other = text.other(cron, zone)
  const pattern = patternOfCron(cron)
  if (pattern !== undefined && (pattern.unit === 'months' || pattern.days.length > 1)) return ruleInWords(pattern, zone)
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
