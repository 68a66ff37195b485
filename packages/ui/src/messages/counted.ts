const plural = new Intl.PluralRules('en')
const number = new Intl.NumberFormat('en')

/** `1 run`, `2 runs`. */
export const counted = (count: number, one: string, many: string): string =>
  `${number.format(count)} ${plural.select(count) === 'one' ? one : many}`

/** `12,345`. */
export const numberInWords = (count: number): string => number.format(count)
