const UNITS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

/** How far an instant is from now, in words: `3 minutes ago`, `in 2 days`. */
export function relativeTime(instant: string | null | undefined, now: number = Date.now()): string {
  if (instant === null || instant === undefined) return ''
  const seconds = (Date.parse(instant) - now) / 1000
  const words = durationWords(Math.abs(seconds))
  if (words === 'no time') return 'now'
  return seconds < 0 ? `${words} ago` : `in ${words}`
}

/** A duration in its largest unit: `2 minutes`, `4 seconds`. */
export function durationWords(seconds: number): string {
  for (const [unit, size] of UNITS) {
    const count = Math.floor(seconds / size)
    if (count >= 1) return `${count} ${unit}${count === 1 ? '' : 's'}`
  }
  const whole = Math.round(seconds)
  return whole === 0 ? 'no time' : `${whole} second${whole === 1 ? '' : 's'}`
}

/** A duration as `1:02:03`, as schedules are written; days first where there are any. */
export function clockTime(seconds: number): string {
  const days = Math.floor(seconds / 86_400)
  const [hours, minutes, rest] = [Math.floor((seconds % 86_400) / 3600), Math.floor((seconds % 3600) / 60), seconds % 60]
  const clock = `${hours}:${String(minutes).padStart(2, '0')}:${String(rest).padStart(2, '0')}`
  return days === 0 ? clock : `${days} day${days === 1 ? '' : 's'}, ${clock}`
}

/** An instant in local time, to the millisecond: `2026-11-21 06:05:01.120`. */
export function localTime(instant: string): string {
  const date = new Date(instant)
  const two = (part: number): string => String(part).padStart(2, '0')
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-')
  const clock = [two(date.getHours()), two(date.getMinutes()), two(date.getSeconds())].join(':')
  return `${day} ${clock}.${String(date.getMilliseconds()).padStart(3, '0')}`
}
