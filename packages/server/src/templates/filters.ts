import { apNumber, intComma, intWord, naturalDate, naturalDay, naturalDelta, naturalSize, naturalTime, ordinal } from './humanize.ts'

/** A filter of templates: the value on its left, then its arguments, keyword arguments as a last object. All are JSON values. */
export type Filter = (value: unknown, ...args: unknown[]) => unknown

/** The filters that templates have beside Jinja's own, by name. */
export const filters: Readonly<Record<string, Filter>> = {
  format,
  flow_run_id: flowRunId,
  ui_url: (value) => memberOf(value, '_ui_url'),
  ui_resource_events_url: (value) => memberOf(value, '_events_url'),
  humanize_naturaldelta: naturalDelta,
  humanize_naturaltime: naturalTime,
  humanize_naturalday: naturalDay,
  humanize_naturaldate: naturalDate,
  humanize_naturalsize: naturalSize,
  humanize_intcomma: intComma,
  humanize_intword: intWord,
  humanize_ordinal: ordinal,
  humanize_apnumber: apNumber,
}

/** What the context gives an object along, where it has a page; the engine hands objects over as maps. */
const memberOf = (value: unknown, name: string): unknown => (value instanceof Map ? (value.get(name) ?? null) : null)

const FLOW_RUN = /flow-run\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/

/** The id of the flow run that a text links to, such as that of a pull request (Prefect 3.8). */
function flowRunId(value: unknown): string | null {
  return typeof value === 'string' ? (FLOW_RUN.exec(value)?.[1] ?? null) : null
}

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
