import type { Schedule } from '../objects/schedule.ts'
import { parseCron } from './cron-pattern.ts'
import { isCron, isInterval } from './next-runs.ts'
import { parseRules, type RuleSet } from './rrule-text.ts'
import { STEPS } from './rrule-times.ts'
import { isTimeZone } from './wall-clock.ts'

/** What is wrong with a schedule: in which of its fields, and in words for whoever wrote it. */
export interface ScheduleFault {
  readonly field: 'cron' | 'interval' | 'rrule' | 'timezone'
  readonly message: string
}

const MOST_RRULE_CHARACTERS = 6500

/** Says what is wrong with a schedule; undefined when it can be expanded. */
export function checkSchedule(schedule: Schedule): ScheduleFault | undefined {
  const { timezone } = schedule
  if (timezone !== null && timezone !== undefined && timezone !== '' && !isTimeZone(timezone)) {
    return { field: 'timezone', message: `Invalid timezone: "${timezone}" (specify in IANA tzdata format, for example, America/New_York)` }
  }
  if (isInterval(schedule)) {
    // Less than half a microsecond is nothing, to Prefect too.
    if (Number.isFinite(schedule.interval) && Math.round(schedule.interval * 1e6) > 0) return undefined
    return { field: 'interval', message: `Invalid interval: expected seconds above 0, got ${schedule.interval}` }
  }
  return isCron(schedule) ? checkCron(schedule.cron) : checkRRule(schedule.rrule)
}

function checkCron(cron: string): ScheduleFault | undefined {
  try {
    parseCron(cron)
    return undefined
  } catch (error) {
    return { field: 'cron', message: `Invalid cron string: "${cron}": ${reason(error)}` }
  }
}

function checkRRule(rrule: string): ScheduleFault | undefined {
  const fault = (why: string): ScheduleFault => ({ field: 'rrule', message: `Invalid RRule string "${rrule.slice(0, 200)}": ${why}` })
  if (rrule.length > MOST_RRULE_CHARACTERS) return fault(`max length is ${MOST_RRULE_CHARACTERS} characters, got ${rrule.length}`)
  try {
    const set = parseRules(rrule)
    const why = longRule(set) ?? emptyRule(set)
    return why === undefined ? undefined : fault(why)
  } catch (error) {
    return fault(reason(error))
  }
}

/** A rule with COUNT is counted from its start each time, unless it has no BY… parts. */
function longRule({ rules, excludedRules }: RuleSet): string | undefined {
  for (const rule of [...rules, ...excludedRules]) {
    const parts = Object.entries(rule).some(([name, value]) => name.startsWith('by') && value !== undefined)
    if (parts && rule.count !== undefined && rule.count > STEPS)
      return `COUNT is ${rule.count}, expected at most ${STEPS} in a rule with BY… parts`
  }
  return undefined
}

/** What the steps of a frequency count, how many of them there are before it begins again, and how many microseconds each takes. */
const CLOCKS = [
  { frequency: 'HOURLY', part: 'BYHOUR', key: 'byHour', base: 24, micros: 3600e6 },
  { frequency: 'MINUTELY', part: 'BYMINUTE', key: 'byMinute', base: 60, micros: 60e6 },
  { frequency: 'SECONDLY', part: 'BYSECOND', key: 'bySecond', base: 60, micros: 1e6 },
] as const

/** A rule whose steps from its start never come to one of the hours (minutes, seconds) it asks for; Prefect refuses it too. */
function emptyRule({ start, rules, excludedRules }: RuleSet): string | undefined {
  for (const rule of [...rules, ...excludedRules]) {
    const clock = CLOCKS.find(({ frequency }) => frequency === rule.frequency)
    const wanted = clock === undefined ? undefined : rule[clock.key]
    if (clock === undefined || wanted === undefined) continue
    const first = Math.floor(start / clock.micros) % clock.base
    const stride = greatestCommonDivisor(rule.interval, clock.base)
    if (!wanted.some((value) => (value - first) % stride === 0))
      return `INTERVAL=${rule.interval} from ${first} on never comes to ${clock.part}=${wanted.join(',')}`
  }
  return undefined
}

const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b))

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error))
