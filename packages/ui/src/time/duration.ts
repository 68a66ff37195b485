/** `420 ms`, `5.2 s`, `3 min 12 s`, `2 h 05 min`, `3 d 4 h`; an en dash for what has not begun. */
export function durationInWords(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || seconds < 0) return '–'
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`
  if (seconds < 60) return `${(Math.floor(seconds * 10) / 10).toFixed(1)} s`
  const whole = Math.floor(seconds)
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  if (whole < 86_400) return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`
  return `${Math.floor(whole / 86_400)} d ${Math.floor((whole % 86_400) / 3600)} h`
}
