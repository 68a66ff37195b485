/** Keys that Prefect's reader of JSON takes for its own encoding of an object or an error (`prefect.serializers`, 3.8). */
const MEANT_OTHERWISE = new Set(['__class__', '__exc_type__'])

/** True for what JSON gives back as it was, to us and to Prefect: no dates, no `undefined`, no `-0`, nothing that stands in two places. */
export function isPlainJson(value: unknown): boolean {
  const seen = new Set<object>()
  const open = [value]
  while (open.length > 0) {
    const part = open.pop()
    if (typeof part === 'object' && part !== null) {
      if (seen.has(part)) return false
      seen.add(part)
      const within = Array.isArray(part) ? part : membersOf(part)
      if (within === undefined) return false
      for (const one of within) open.push(one)
    } else if (!isPlainValue(part)) return false
  }
  return true
}

const isPlainValue = (value: unknown): boolean =>
  typeof value === 'number'
    ? Number.isFinite(value) && !Object.is(value, -0)
    : value === null || typeof value === 'string' || typeof value === 'boolean'

/** Undefined for what is no plain object. */
function membersOf(object: object): unknown[] | undefined {
  if (Object.getPrototypeOf(object) !== Object.prototype || Object.getOwnPropertySymbols(object).length > 0) return undefined
  const entries = Object.entries(object)
  return entries.some(([key]) => MEANT_OTHERWISE.has(key)) ? undefined : entries.map(([, member]) => member as unknown)
}
