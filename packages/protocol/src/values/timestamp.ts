import { z } from 'zod'
import { addSeconds, parseTimestamp, type Timestamp } from './instants.ts'

/** A number that stands in a text. */
const NUMBER = /^[+-]?\d+(\.\d+)?$/

/** A timestamp on the wire: text as RFC 3339, or a number of seconds since 1970, in a text or not (pydantic accepts all of them). */
export const timestamp = z
  .union([z.string(), z.number()])
  .transform((value, context): Timestamp => {
    const parsed = typeof value === 'string' && !NUMBER.test(value) ? parseTimestamp(value) : fromSeconds(Number(value))
    if (parsed !== undefined) return parsed
    context.addIssue({ code: 'custom', message: 'Input should be a valid datetime', params: { type: 'datetime_parsing' } })
    return z.NEVER
  })
  .meta({ override: { type: 'string', format: 'date-time' } })

function fromSeconds(value: number): Timestamp | undefined {
  const seconds = Math.abs(value) > 2e10 ? value / 1000 : value
  if (!Number.isFinite(seconds) || seconds < -62_135_596_800 || seconds > 253_402_300_799) return undefined
  return addSeconds('1970-01-01T00:00:00.000000Z', seconds)
}
