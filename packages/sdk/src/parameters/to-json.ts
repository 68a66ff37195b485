import type { Json } from '@millrace/protocol'

/**
 * What the API shows of values: JSON where they have one, text for big integers, functions and cycles. Never throws, so
 * that a run is not refused because of how one of its parameters looks.
 */
export function toJson(value: unknown): Json {
  const ancestors: object[] = []
  const replace = function (this: unknown, key: string, item: unknown): unknown {
    if (typeof item === 'bigint') return item.toString()
    if (typeof item === 'function') return `<function ${item.name || 'anonymous'}>`
    if (typeof item === 'symbol') return item.toString()
    if (typeof item !== 'object' || item === null) return item
    while (ancestors.length > 0 && ancestors.at(-1) !== this) ancestors.pop()
    if (key !== '' && ancestors.includes(item)) return '<cycle>'
    ancestors.push(item)
    if (item instanceof Map) return Object.fromEntries([...item].map(([name, inner]) => [String(name), inner as unknown]))
    if (item instanceof Set) return [...item]
    if (item instanceof Error) return `${item.name}: ${item.message}`
    return item
  }
  try {
    const text = JSON.stringify(value, replace)
    return text === undefined ? null : (JSON.parse(text) as Json)
  } catch (error) {
    return `<${error instanceof Error ? error.message : 'not serializable'}>`
  }
}

/** Named values as the API's `parameters`. */
export const parametersToJson = (values: Readonly<Record<string, unknown>>): Record<string, Json> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toJson(value)]))
