/** A filter of templates: the value on its left, then its arguments, keyword arguments as a last object. All are JSON values. */
export type Filter = (value: unknown, ...args: unknown[]) => unknown

/** The filters that templates have beside Jinja's own, by name. */
export const filters: Readonly<Record<string, Filter>> = { format }

const PLACE = /%(?:%|([-0]?)(\d*)(?:\.(\d+))?([sdfr]))/g

/** Jinja's `'%s of %d' | format('a', 3)`: `%s`, `%d`, `%f` and `%%`, with width and precision. */
function format(value: unknown, ...args: unknown[]): string {
  let next = 0
  return String(value).replaceAll(PLACE, (whole, flag: string, width: string, precision: string | undefined, kind: string | undefined) => {
    if (kind === undefined) return '%'
    if (next >= args.length) throw new TypeError(`nothing is given for ${whole}`)
    const text = textOf(args[next], kind, precision)
    next += 1
    const size = Math.min(Number(width), WIDEST)
    return flag === '-' ? text.padEnd(size) : text.padStart(size, flag === '0' && kind !== 's' ? '0' : ' ')
  })
}

const WIDEST = 1000
const MOST_DIGITS = 100

function textOf(value: unknown, kind: string, precision: string | undefined): string {
  if (kind === 'd') return String(Math.trunc(numberOf(value)))
  if (kind === 'f') return numberOf(value).toFixed(Math.min(Number(precision ?? 6), MOST_DIGITS))
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return precision === undefined ? text : text.slice(0, Number(precision))
}

function numberOf(value: unknown): number {
  if (typeof value === 'number') return value
  throw new TypeError(`expected a number, got ${JSON.stringify(value)}`)
}
