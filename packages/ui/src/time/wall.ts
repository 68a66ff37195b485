/** What the clocks of a zone show at a moment, as `2026-11-21T02:30`, the form of `datetime-local` inputs. */
export function wallOf(millis: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone }).format(millis)
  return parts.replace(' ', 'T')
}

/**
 * The moment at which the clocks of a zone show this, in milliseconds since 1970. Of a time that comes twice it is the first or the
 * second; one that is left out is moved by as much as the clocks are. NaN for what is no time.
 */
export function instantOf(wall: string, timeZone: string): number {
  const asUtc = Date.parse(`${wall}Z`)
  if (Number.isNaN(asUtc)) return Number.NaN
  const offset = (at: number): number => Date.parse(`${wallOf(at, timeZone)}Z`) - Math.floor(at / 60_000) * 60_000
  const guess = asUtc - offset(asUtc)
  return asUtc - offset(guess)
}
