let formatter: Intl.RelativeTimeFormat | undefined

const STEPS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number])[] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
]

/** Beyond this many seconds a date says more than a distance. */
export const RELATIVE_SECONDS = 20 * 3600

/** `3 min ago`, `in 2 hr`, `now`. */
export function relativeTime(at: number, now: number): string {
  const seconds = Math.round((at - now) / 1000)
  const [unit, size] = STEPS.find(([, each]) => Math.abs(seconds) >= each) ?? ['second', 1]
  if (seconds === 0) return 'now'
  // Not before it is needed: making one takes milliseconds.
  formatter ??= new Intl.RelativeTimeFormat('en', { numeric: 'always', style: 'short' })
  return formatter.format(Math.trunc(seconds / size), unit).replace('.', '')
}
