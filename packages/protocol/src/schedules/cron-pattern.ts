/** What a cron expression allows, field by field. */
export interface CronPattern {
  readonly seconds: ReadonlySet<number>
  readonly minutes: ReadonlySet<number>
  readonly hours: ReadonlySet<number>
  readonly months: ReadonlySet<number>
  /** Empty: every year. */
  readonly years: ReadonlySet<number>
  /** Undefined: every day of the month. */
  readonly days: ReadonlySet<number> | undefined
  readonly lastDay: boolean
  /** 0 is Sunday; undefined: every day of the week. */
  readonly weekdays: ReadonlySet<number> | undefined
  /** Weekday to the weeks of the month in which it counts; `last` for the last one. Empty: none is so limited. */
  readonly nthWeekdays: ReadonlyMap<number, ReadonlySet<number | 'last'>>
}

interface Field {
  readonly name: string
  readonly low: number
  readonly high: number
  readonly names: Readonly<Record<string, number>>
}

const MONTHS = { jan: 1, feb: 2, mar: 3, apr: 4, may: 5, jun: 6, jul: 7, aug: 8, sep: 9, oct: 10, nov: 11, dec: 12 }
const WEEKDAYS = { sun: 0, mon: 1, tue: 2, wed: 3, thu: 4, fri: 5, sat: 6, 7: 0 }

const MINUTE: Field = { name: 'minute', low: 0, high: 59, names: {} }
const HOUR: Field = { name: 'hour', low: 0, high: 23, names: {} }
const DAY: Field = { name: 'day of month', low: 1, high: 31, names: {} }
const MONTH: Field = { name: 'month', low: 1, high: 12, names: MONTHS }
const WEEKDAY: Field = { name: 'day of week', low: 0, high: 6, names: WEEKDAYS }
const SECOND: Field = { name: 'second', low: 0, high: 59, names: {} }
const YEAR: Field = { name: 'year', low: 1970, high: 2099, names: {} }

const NICKNAMES: Readonly<Record<string, string>> = {
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
}

const INTEGER = /^\d+$/

/**
 * Reads a cron expression with croniter's grammar, as Prefect does: five fields, then optionally seconds and years; lists,
 * ranges that may wrap (`22-2`, `fri-mon`), steps (`5/15` is `5-59/15`), names, `l` for the last day, `5#2` and `l5` for the
 * second and the last Friday. Throws an `Error` that says which field is wrong.
 */
export function parseCron(expression: string): CronPattern {
  const text = expression.trim().toLowerCase()
  const fields = (NICKNAMES[text] ?? text).split(/\s+/)
  if (fields.length < 5 || fields.length > 7) throw new Error(`expected 5, 6 or 7 fields, got ${text === '' ? 0 : fields.length}`)
  const [minute = '*', hour = '*', day = '*', month = '*', weekday = '*', second = '0', year = '*'] = fields
  const days = parseField(DAY, day)
  const { plain, nth } = parseWeekdays(weekday)
  return {
    seconds: parseField(SECOND, second),
    minutes: parseField(MINUTE, minute),
    hours: parseField(HOUR, hour),
    months: parseField(MONTH, month),
    years: year === '*' ? new Set() : parseField(YEAR, year),
    days: coversAll(days, 31, day, weekday) ? undefined : days,
    lastDay: day.split(',').includes('l'),
    weekdays: coversAll(plain, 7, weekday, day) ? undefined : plain,
    nthWeekdays: nth,
  }
}

/** A list of every day is the same as `*` only beside a field with a star; else both days fields keep their say. */
const coversAll = (values: ReadonlySet<number>, size: number, own: string, other: string): boolean =>
  own === '?' || own.split(',').includes('*') || (values.size === size && other.includes('*'))

function parseField(field: Field, text: string): Set<number> {
  if (field === DAY && text === '?') return parseField(field, '*')
  const values = new Set<number>()
  for (const part of text.split(',')) {
    if (field === DAY && part === 'l') continue
    for (const value of parsePart(field, part)) values.add(value)
  }
  return values
}

const NTH = /^(?:([a-z]+(?:-[a-z]+)?|\d)#([1-5])|l([0-7]))$/

function parseWeekdays(text: string): { plain: Set<number>; nth: Map<number, Set<number | 'last'>> } {
  const plain = new Set<number>()
  const nth = new Map<number, Set<number | 'last'>>()
  if (text === '?') return { plain: new Set([0, 1, 2, 3, 4, 5, 6]), nth }
  for (const part of text.split(',')) {
    const [, days, week, lastDay] = NTH.exec(part) ?? []
    if (days === undefined && lastDay === undefined) for (const value of parsePart(WEEKDAY, part)) plain.add(value)
    else
      for (const value of parsePart(WEEKDAY, days ?? lastDay ?? ''))
        nth.set(value, new Set(nth.get(value)).add(week ? Number(week) : 'last'))
  }
  if (nth.size > 0 && [...plain].some((day) => !nth.has(day)) && plain.size < 7) {
    throw new Error(`day of week "${text}" mixes plain days with days of a certain week`)
  }
  return { plain: nth.size > 0 && plain.size < 7 ? new Set([...plain, ...nth.keys()]) : plain, nth }
}

function parsePart(field: Field, part: string): number[] {
  const [range = '', stepText, ...more] = part.split('/')
  if (more.length > 0 || (stepText !== undefined && !INTEGER.test(stepText))) throw wrong(field, part)
  const step = stepText === undefined ? 1 : Number(stepText)
  if (step < 1) throw wrong(field, part)
  if (range === '*') return sequence(field.low, field.high, step)
  const [from = '', to, ...rest] = range.split('-')
  if (rest.length > 0) throw wrong(field, part)
  const low = parseValue(field, from, part)
  if (to === undefined) return stepText === undefined ? [low] : spread(field, low, field.high, step)
  return spread(field, low, field === DAY && to === 'l' ? 31 : parseValue(field, to, part), step)
}

function parseValue(field: Field, text: string, part: string): number {
  const value = Object.hasOwn(field.names, text) ? field.names[text] : INTEGER.test(text) ? Number(text) : undefined
  if (value === undefined || value < field.low || value > field.high) throw wrong(field, part)
  return value
}

/** `low` to `high` by `step`; past the end of the field it goes on at its beginning, and one value alone means the whole field. */
function spread(field: Field, low: number, high: number, step: number): number[] {
  if (low < high) return sequence(low, high, step)
  if (low === high) return sequence(field.low, field.high, step)
  const upper = sequence(low, field.high, step)
  const left = field.high - (upper.at(-1) ?? low)
  const last = upper.at(-1) ?? low
  const skip = last - field.low + step > field.high - field.low + 1 && left < step ? step - left : 0
  return [...upper, ...sequence(field.low + skip, high, step)]
}

function sequence(low: number, high: number, step: number): number[] {
  const values: number[] = []
  for (let value = low; value <= high; value += step) values.push(value)
  return values
}

const wrong = (field: Field, text: string): Error =>
  new Error(`${field.name} "${text}" is not from ${field.low} to ${field.high}, or not in cron's form`)
