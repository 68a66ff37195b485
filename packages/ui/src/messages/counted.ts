/** Makes a value when it is first asked for. What knows of a language takes milliseconds to make, and no page needs all of it. */
const lazily = <Made>(make: () => Made): (() => Made) => {
  let made: Made | undefined
  return () => (made ??= make())
}

const plurals = lazily(() => new Intl.PluralRules('en'))
const ordinals = lazily(() => new Intl.PluralRules('en', { type: 'ordinal' }))
const numbers = lazily(() => new Intl.NumberFormat('en'))
const tenths = lazily(() => new Intl.NumberFormat('en', { maximumFractionDigits: 1 }))
const percents = lazily(() => new Intl.NumberFormat('en', { style: 'percent' }))
const lists = lazily(() => new Intl.ListFormat('en'))

/** `12,345`. */
export const numberInWords = (count: number): string => numbers().format(count)

/** `run` for one, `runs` for any other number. */
const pluralOf = (count: number, one: string, many: string): string => (plurals().select(count) === 'one' ? one : many)

/** `1 run`, `2 runs`. */
export const counted = (count: number, one: string, many: string): string => `${numberInWords(count)} ${pluralOf(count, one, many)}`

/** The same of a count that stopped somewhere: `More than 1,000 runs`. */
export const countedSoFar = (count: number, more: boolean, one: string, many: string): string =>
  more ? `More than ${numberInWords(count)} ${many}` : counted(count, one, many)

/** `1.5`. */
export const tenthsInWords = (value: number): string => tenths().format(value)

/** `12%`, of 0.12. */
export const percentInWords = (share: number): string => percents().format(share)

/** `Oslo, Bergen, and Kyoto`. */
export const listInWords = (items: Iterable<string>): string => lists().format(items)

const ENDINGS: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd' }

/** `1st`, `12th`. */
export const placeInWords = (place: number): string => `${place}${ENDINGS[ordinals().select(place)] ?? 'th'}`
