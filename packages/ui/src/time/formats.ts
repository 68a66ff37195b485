import { clock } from './clock.ts'

const formats = new Map<string, Intl.DateTimeFormat>()

/**
 * A way to write times by the clock of this browser, made once for the same options: making one costs as much as using it a hundred times,
 * and lists are full of times.
 */
export function timeFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${clock()} ${JSON.stringify(options)}`
  const known = formats.get(key)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-GB', { ...options, hourCycle: clock() === '12' ? 'h12' : 'h23' })
  formats.set(key, made)
  return made
}
