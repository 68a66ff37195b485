/** What a setting may be, and how it is read from what is written in an environment or a file. */
export interface ValueType<Value> {
  /** In words, after "expected": `a whole number from 0 to 65535`. */
  readonly expected: string
  /** The value, or `undefined` for what is none. */
  read(given: unknown): Value | undefined
}

const TRUE: ReadonlySet<string> = new Set(['true', '1', 'yes', 'on', 't', 'y'])
const FALSE: ReadonlySet<string> = new Set(['false', '0', 'no', 'off', 'f', 'n'])

/** Any text. */
export const text: ValueType<string> = { expected: 'text', read: (given) => (typeof given === 'string' ? given : undefined) }

/** Text, or nothing: an empty value in the environment says "nothing". */
export const optionalText: ValueType<string | null> = { expected: 'text', read: (given) => (given === null ? null : text.read(given)) }

/** `true` or `false`, or the usual words for them. */
export const bool: ValueType<boolean> = {
  expected: 'true or false',
  read(given) {
    if (typeof given === 'boolean') return given
    const word = String(given).trim().toLowerCase()
    return TRUE.has(word) ? true : FALSE.has(word) ? false : undefined
  },
}

/** A whole number within bounds, both included. */
export const int = (least: number, most: number = Number.MAX_SAFE_INTEGER): ValueType<number> => ({
  expected: `a whole number ${most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`}`,
  read(given) {
    const number = numberOf(given)
    return Number.isSafeInteger(number) && Number(number) >= least && Number(number) <= most ? number : undefined
  },
})

/** A number of at least 0. */
export const amount: ValueType<number> = {
  expected: 'a number of at least 0',
  read(given) {
    const number = numberOf(given)
    return number !== undefined && number >= 0 ? number : undefined
  },
}

/** A duration as a number of seconds; reads `0:00:15`, `7 days, 0:00:00` and `PT15S` too, as Prefect writes them. */
export const seconds: ValueType<number> = {
  expected: 'a number of seconds of at least 0',
  read: (given) => secondsOf(given) ?? amount.read(given),
}

/** A duration, or one for each time, separated by commas. */
export const secondsEach: ValueType<number | readonly number[]> = {
  expected: 'a number of seconds of at least 0, or several separated by commas',
  read(given) {
    const list = typeof given === 'string' && given.includes(',') && secondsOf(given) === undefined ? given.split(',') : given
    return Array.isArray(list) ? allOf(list.map((each) => seconds.read(each))) : seconds.read(list)
  },
}

/** One of some words, in any case. */
export const choice = <const Word extends string>(words: readonly Word[]): ValueType<Word> => ({
  expected: `one of ${words.join(', ')}`,
  read: (given) => words.find((word) => word === String(given).trim().toUpperCase()),
})

/** Names and texts, as a table or as a JSON object. */
export const textsByName: ValueType<Readonly<Record<string, string>>> = {
  expected: 'a JSON object of texts',
  read(given) {
    const table = typeof given === 'string' ? parsed(given) : given
    if (typeof table !== 'object' || table === null || Array.isArray(table)) return undefined
    return Object.values(table).every((value) => typeof value === 'string') ? (table as Record<string, string>) : undefined
  },
}

const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i
const CLOCK = /^(?:(\d+) days?,? *)?(\d+):(\d{2}):(\d{2}(?:\.\d+)?)$/
const ISO = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/

function numberOf(given: unknown): number | undefined {
  if (typeof given === 'number') return Number.isFinite(given) ? given : undefined
  return typeof given === 'string' && NUMBER.test(given) ? Number(given) : undefined
}

function secondsOf(given: unknown): number | undefined {
  if (typeof given !== 'string') return undefined
  const match = CLOCK.exec(given.trim()) ?? ISO.exec(given.trim())
  if (match === null || match.slice(1).every((part) => part === undefined)) return undefined
  const [days = 0, hours = 0, minutes = 0, rest = 0] = match.slice(1).map((part) => Number(part ?? 0))
  return ((days * 24 + hours) * 60 + minutes) * 60 + rest
}

const allOf = <Value>(values: readonly (Value | undefined)[]): readonly Value[] | undefined => {
  const read = values.filter((value) => value !== undefined)
  return read.length === values.length ? read : undefined
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
