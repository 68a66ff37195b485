import type { Json } from '@millrace/protocol'

const LONGEST = 200

/** A value as Python prints it, which is how Prefect's messages show values; cut where it gets long. */
export function pythonRepr(value: Json): string {
  const text = repr(value)
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`
}

function repr(value: Json): string {
  if (value === null) return 'None'
  if (value === true) return 'True'
  if (value === false) return 'False'
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return quoted(value.slice(0, LONGEST + 1))
  if (isList(value)) return `[${value.slice(0, LONGEST).map(repr).join(', ')}]`
  return `{${Object.entries(value)
    .slice(0, LONGEST)
    .map(([key, item]) => `${quoted(key)}: ${repr(item)}`)
    .join(', ')}}`
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"')
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote
}
