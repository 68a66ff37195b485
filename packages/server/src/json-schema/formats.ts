import type { Json } from '@millrace/protocol'
import { isIPv4, isIPv6 } from 'node:net'
import { parseTimestamp } from '@millrace/protocol'
import { pythonRepr } from './python-repr.ts'

const DATE = /^\d{4}-\d{2}-\d{2}$/
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const TIME = /^([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i
const DATE_TIME = /^\d{4}-\d{2}-\d{2}[t ]\d{2}:\d{2}:\d{2}(\.\d+)?(z|[+-]\d{2}:\d{2})$/i

/** The formats that are held: those of JSON Schema that forms of parameters use. Texts of any other format pass. */
const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  date: (text) => DATE.test(text) && parseTimestamp(text) !== undefined,
  'date-time': (text) => DATE_TIME.test(text) && parseTimestamp(text) !== undefined,
  time: (text) => TIME.test(text),
  email: (text) => text.includes('@'),
  'idn-email': (text) => text.includes('@'),
  ipv4: isIPv4,
  ipv6: (text) => isIPv6(text) && !text.includes('%'),
  uuid: (text) => UUID.test(text),
}

/** `format`; undefined for a text that has it and for everything else that is no text. */
export function checkFormat(item: Json, format: Json | undefined): { readonly message: string } | undefined {
  if (typeof item !== 'string' || typeof format !== 'string' || !Object.hasOwn(FORMATS, format)) return undefined
  return FORMATS[format]?.(item) === false ? { message: `${pythonRepr(item)} is not a ${pythonRepr(format)}` } : undefined
}
