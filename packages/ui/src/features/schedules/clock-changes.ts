/** A day on which the clocks of a zone change, and a schedule therefore starts at other times than usually. */
export interface StrangeDay {
  /** The moment of the change, in milliseconds since 1970. */
  readonly at: number
  /** Minutes by which the clocks go forward; negative for back. */
  readonly minutes: number
  /** On the clocks of the zone, as `02:30`: at what times it starts that day, and at what times a week before. */
  readonly starts: readonly string[]
  readonly usual: readonly string[]
}

const DAY = 86_400_000
const AHEAD = 366 * DAY
/** More starts in a day are not compared: what comes every few minutes goes on doing so. */
const MOST = 48

/** The days of the year ahead on which the clocks change and a schedule starts otherwise. `between` finds its starts, ascending. */
export function strangeDays(
  zone: string,
  from: number,
  between: (from: number, limit: number) => readonly string[],
): readonly StrangeDay[] {
  return changesOf(zone, from).flatMap(({ at, minutes }) => {
    const date = dateAt(at, zone)
    const starts = startsOn(date, at, zone, between)
    const usual = startsOn(dateAt(at - 7 * DAY, zone), at - 7 * DAY, zone, between)
    return starts.length > MOST || starts.join(' ') === usual.join(' ') ? [] : [{ at, minutes, starts, usual }]
  })
}

/** When the clocks of a zone change within a year, to the minute. */
function changesOf(zone: string, from: number): readonly { readonly at: number; readonly minutes: number }[] {
  const found: { readonly at: number; readonly minutes: number }[] = []
  for (let day = from; day < from + AHEAD; day += DAY) {
    const [before, after] = [offsetAt(day, zone), offsetAt(day + DAY, zone)]
    if (before === after) continue
    let [low, high] = [day, day + DAY]
    while (high - low > 60_000) {
      const middle = Math.floor((low + high) / 2)
      if (offsetAt(middle, zone) === before) low = middle
      else high = middle
    }
    found.push({ at: Math.round(high / 60_000) * 60_000, minutes: after - before })
  }
  return found
}

function startsOn(
  date: string,
  near: number,
  zone: string,
  between: (from: number, limit: number) => readonly string[],
): readonly string[] {
  const around = between(near - 1.5 * DAY, 4 * MOST)
  return around
    .map((at) => Date.parse(at))
    .filter((at) => dateAt(at, zone) === date)
    .map((at) => clockAt(at, zone))
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** What the clocks of a zone show, as if it were UTC. */
function shown(at: number, zone: string): string {
  const format = formats.get(zone) ?? new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone: zone })
  formats.set(zone, format)
  return format.format(at)
}

const dateAt = (at: number, zone: string): string => shown(at, zone).slice(0, 10)
const clockAt = (at: number, zone: string): string => shown(at, zone).slice(11, 16)

/** Minutes between what the clocks of a zone show and UTC. */
const offsetAt = (at: number, zone: string): number =>
  Math.round((Date.parse(`${shown(at, zone).replace(' ', 'T')}Z`) - Math.floor(at / 1000) * 1000) / 60_000)
