import { z } from 'zod'

const ISO = /^([+-])?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,9})?)S)?)?$/i
const CLOCK = /^([+-])?(?:(\d+)\s*d(?:ays?)?,?\s*)?(?:(\d{1,3}):(\d{2})(?::(\d{2}(?:\.\d{1,9})?))?)?$/i

/** Longest duration that Python has, in seconds: 999,999,999 days. */
const LONGEST = 86_400 * 1e9

/**
 * Seconds of a duration as text: ISO 8601 (`PT1H30M`), a clock (`01:30:00`) or days before one (`3 days, 01:30:00`), each with a sign or
 * without, as pydantic reads them in Prefect 3.8. Returns `undefined` for anything else.
 */
export function parseDuration(text: string): number | undefined {
  const iso = ISO.exec(text)
  if (iso !== null && /\d/.test(text) && !/T$/i.test(text)) {
    const [, sign, weeks, days, hours, minutes, seconds] = iso
    return signed(sign, [Number(weeks ?? 0) * 7 + Number(days ?? 0), hours, minutes, seconds])
  }
  const clock = CLOCK.exec(text.trim())
  if (clock === null || !/\d/.test(text)) return undefined
  const [, sign, days, hours, minutes, seconds] = clock
  return signed(sign, [days, hours, minutes, seconds])
}

function signed(sign: string | undefined, [days, hours, minutes, seconds]: readonly (string | number | undefined)[]): number {
  const total = Number(days ?? 0) * 86_400 + Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0)
  return sign === '-' ? -total : total
}

/** A duration on the wire: a number of seconds, or text as `parseDuration` reads it; seconds afterwards. */
export const duration = z
  .unknown()
  .transform((value, context): number => {
    const seconds = typeof value === 'string' ? parseDuration(value) : value
    if (typeof seconds === 'number' && Math.abs(seconds) < LONGEST) return seconds
    context.addIssue({
      code: 'custom',
      message: 'Input should be a valid timedelta: seconds, or text such as PT30S or 00:00:30',
      params: { type: typeof value === 'string' ? 'time_delta_parsing' : 'time_delta_type' },
    })
    return z.NEVER
  })
  .meta({ override: { type: 'number', format: 'time-delta' } })
