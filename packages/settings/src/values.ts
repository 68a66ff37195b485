import { z } from 'zod'

const TRUE: ReadonlySet<string> = new Set(['true', '1', 'yes', 'on', 't', 'y'])
const FALSE: ReadonlySet<string> = new Set(['false', '0', 'no', 'off', 'f', 'n'])

/** Any text. */
export const text = z.string()
/** Text, or nothing: an empty value in the environment says "nothing". */
export const optionalText = z.string().nullable()

/** `true` or `false`, or the usual words for them. */
export const bool = z.preprocess((given) => {
  if (typeof given !== 'string') return given
  const word = given.trim().toLowerCase()
  return TRUE.has(word) ? true : FALSE.has(word) ? false : given
}, z.boolean())

const numberOf = (given: unknown): unknown =>
  typeof given === 'string' && /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(given) ? Number(given) : given

/** A whole number within bounds, both included. */
export const int = (least: number, most: number = Number.MAX_SAFE_INTEGER): z.ZodType<number> =>
  z.preprocess(numberOf, z.int().min(least).max(most))

/** A number of at least 0. */
export const amount: z.ZodType<number> = z.preprocess(numberOf, z.number().min(0))

/** A duration as a number of seconds; reads `0:00:15`, `7 days, 0:00:00` and `PT15S` too, as Prefect writes them. */
export const seconds: z.ZodType<number> = z
  .preprocess((given) => secondsOf(given) ?? numberOf(given), z.number().min(0))
  .meta({ unit: 'seconds' })

/** A duration, or one for each time, separated by commas. */
export const secondsEach: z.ZodType<number | readonly number[]> = z.preprocess(
  (given) => (typeof given === 'string' && given.includes(',') ? given.split(',') : given),
  z.union([seconds, z.array(seconds)]),
)

/** One of some words, in any case. */
export const choice = <const Words extends readonly string[]>(words: Words): z.ZodType<Words[number]> =>
  z.preprocess((given) => (typeof given === 'string' ? given.trim().toUpperCase() : given), z.enum(words))

/** Texts separated by commas, or a list of them. */
export const texts: z.ZodType<readonly string[]> = z.preprocess(
  (given) =>
    typeof given === 'string'
      ? given
          .split(',')
          .map((part) => part.trim())
          .filter((part) => part !== '')
      : given,
  z.array(z.string()),
)

/** Names and texts, as a table or as a JSON object. */
export const textsByName: z.ZodType<Readonly<Record<string, string>>> = z.preprocess(
  (given) => {
    if (typeof given !== 'string') return given
    try {
      return JSON.parse(given)
    } catch {
      return given
    }
  },
  z.record(z.string(), z.string()),
)

const CLOCK = /^(?:(\d+) days?,? *)?(\d+):(\d{2}):(\d{2}(?:\.\d+)?)$/
const ISO = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/

function secondsOf(given: unknown): number | undefined {
  if (typeof given !== 'string') return undefined
  const match = CLOCK.exec(given.trim()) ?? ISO.exec(given.trim())
  if (match === null || match.slice(1).every((part) => part === undefined)) return undefined
  const [days = 0, hours = 0, minutes = 0, rest = 0] = match.slice(1).map((part) => Number(part ?? 0))
  return ((days * 24 + hours) * 60 + minutes) * 60 + rest
}
