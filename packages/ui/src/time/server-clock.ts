/** The clock of the server is told in whole seconds: less of a difference may be none. */
const LEAST = 3000

let skew = 0

/**
 * Notes what the clock of the server shows, from the `date` of an answer that has just come. A computer whose clock differs by more than
 * three seconds would otherwise show times that are yet to come as past, and runs that take less than no time.
 */
export function noteServerTime(date: string | null, now: number): void {
  const told = date === null ? Number.NaN : Date.parse(date)
  if (Number.isNaN(told)) return
  const difference = told + 500 - now
  skew = Math.abs(difference) < LEAST ? 0 : difference
}

/** What the clock of the server shows, in milliseconds since 1970, by our clock and what it differed by last. */
export const serverTime = (now: number): number => now + skew
