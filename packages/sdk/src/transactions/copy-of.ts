/** A copy of plain data, so that a change of it changes nothing but the copy; anything else is passed as it is. */
export function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf)
  if (value instanceof Date) return new Date(value)
  if (value instanceof Map) return new Map([...value].map(([key, item]): [unknown, unknown] => [copyOf(key), copyOf(item)]))
  if (value instanceof Set) return new Set([...value].map(copyOf))
  if (typeof value !== 'object' || value === null) return value
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]): [string, unknown] => [key, copyOf(item)]))
}
