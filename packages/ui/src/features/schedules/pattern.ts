/** What the builder can say: every so many hours, days, weeks or months, on days, at a time on the clock. */
export interface Pattern {
  readonly unit: 'hours' | 'days' | 'weeks' | 'months'
  /** For a rule: every second, third … of them. Always 1 for cron, which cannot say so. */
  readonly every: number
  /** Of the week, 0 for Sunday; with weeks only. */
  readonly days: readonly number[]
  /** Of the month; with months only. */
  readonly monthDay: number
  readonly hour: number
  readonly minute: number
}

export const UNITS = ['hours', 'days', 'weeks', 'months'] as const

const BLANK: Pattern = { unit: 'days', every: 1, days: [1], monthDay: 1, hour: 0, minute: 0 }

/** The days of the week as rules call them, Sunday first. */
const RULE_DAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const

/** Days of the week, Monday first, each once. */
export const inWeek = (days: readonly number[]): readonly number[] => [1, 2, 3, 4, 5, 6, 0].filter((day) => days.includes(day))

/** The pattern of a cron expression; undefined for one that the builder cannot say. */
export function patternOfCron(cron: string): Pattern | undefined {
  const [minute, hour, monthDay, month, days, ...more] = cron.trim().split(/\s+/)
  if (more.length > 0 || month !== '*' || !isNumber(minute) || days === undefined) return undefined
  const at = { ...BLANK, minute: Number(minute) }
  if (hour === '*') return monthDay === '*' && days === '*' ? { ...at, unit: 'hours' } : undefined
  if (!isNumber(hour)) return undefined
  const timed = { ...at, hour: Number(hour) }
  if (monthDay === '*' && days === '*') return { ...timed, unit: 'days' }
  if (monthDay === '*' && /^[0-7](?:,[0-7])*$/.test(days))
    return { ...timed, unit: 'weeks', days: days.split(',').map((day) => Number(day) % 7) }
  return isNumber(monthDay) && days === '*' ? { ...timed, unit: 'months', monthDay: Number(monthDay) } : undefined
}

export function cronOf({ unit, minute, hour, days, monthDay }: Pattern): string {
  switch (unit) {
    case 'hours':
      return `${minute} * * * *`
    case 'days':
      return `${minute} ${hour} * * *`
    case 'weeks':
      return `${minute} ${hour} * * ${inWeek(days).join(',')}`
    case 'months':
      break
  }
  return `${minute} ${hour} ${monthDay} * *`
}

const FREQUENCIES = { hours: 'HOURLY', days: 'DAILY', weeks: 'WEEKLY', months: 'MONTHLY' } as const
const KNOWN = new Set(['FREQ', 'INTERVAL', 'BYDAY', 'BYMONTHDAY', 'BYHOUR', 'BYMINUTE', 'BYSECOND'])

/** The pattern of a rule (RFC 5545); undefined for one that the builder cannot say. */
export function patternOfRule(rule: string): Pattern | undefined {
  const parts = new Map(
    rule
      .trim()
      .replace(/^RRULE:/, '')
      .split(';')
      .map((part) => part.split('=') as [string, string | undefined]),
  )
  const unit = UNITS.find((each) => FREQUENCIES[each] === parts.get('FREQ'))
  const days = (parts.get('BYDAY') ?? '').split(',').filter((day) => day !== '')
  const numbers = ['INTERVAL', 'BYMONTHDAY', 'BYHOUR', 'BYMINUTE'].every((key) => !parts.has(key) || isNumber(parts.get(key)))
  const known = [...parts.keys()].every((key) => KNOWN.has(key)) && (parts.get('BYSECOND') ?? '0') === '0'
  const weekDays = days.map((day) => RULE_DAYS.findIndex((name) => name === day))
  if (unit === undefined || !known || !numbers || weekDays.includes(-1)) return undefined
  if (days.length > 0 !== (unit === 'weeks') || parts.has('BYMONTHDAY') !== (unit === 'months')) return undefined
  // Without them the rule counts from its beginning, which the builder cannot say.
  if (!parts.has('BYMINUTE') || parts.has('BYHOUR') === (unit === 'hours')) return undefined
  const number = (key: string, otherwise: number): number => Number(parts.get(key) ?? otherwise)
  return {
    unit,
    every: number('INTERVAL', 1),
    days: unit === 'weeks' ? weekDays : BLANK.days,
    monthDay: number('BYMONTHDAY', 1),
    hour: number('BYHOUR', 0),
    minute: number('BYMINUTE', 0),
  }
}

export const ruleOf = ({ unit, every, days, monthDay, hour, minute }: Pattern): string =>
  [
    `FREQ=${FREQUENCIES[unit]}`,
    ...(every === 1 ? [] : [`INTERVAL=${every}`]),
    ...(unit === 'weeks'
      ? [
          `BYDAY=${inWeek(days)
            .map((day) => RULE_DAYS[day])
            .join(',')}`,
        ]
      : []),
    ...(unit === 'months' ? [`BYMONTHDAY=${monthDay}`] : []),
    ...(unit === 'hours' ? [] : [`BYHOUR=${hour}`]),
    `BYMINUTE=${minute}`,
    'BYSECOND=0',
  ].join(';')

const isNumber = (text: string | undefined): boolean => text !== undefined && /^\d+$/.test(text)
