/** The clock of the server is told in whole seconds: less of a difference may be none. */
const LEAST = 3000

let skew = 0

/**
 * Notes what the clock of the server shows, from the `date` of an answer that has just come. A computer whose clock differs by more than
 * three seconds would otherwise show times that are yet to come as past, and runs that take less than no time.
 */
export function noteServerTime(date: string | null, now: number): void {
  const told = date === null ? Number.NaN : Date.parse(date)
  if (!Number.isNaN(told)) noteServerMillis(told + 500, now)
}

/** The same by milliseconds since 1970. */
export function noteServerMillis(told: number, now: number): void {
  const difference = told - now
  skew = Math.abs(difference) < LEAST ? 0 : difference
}

/** What the clock of the server shows, in milliseconds since 1970, by our clock and what it differed by last. */
export const serverTime = (now: number): number => now + skew

/** What it shows now: what is asked for by time is asked for by the clock that wrote the times. */
export const serverNow = (): number => serverTime(Date.now())
