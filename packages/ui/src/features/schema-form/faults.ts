import type { SchemaValueError } from '@millrace/protocol'

/** What is wrong with values: the words for each place, which is its steps joined by `/`; the whole has the place ''. */
export type Faults = ReadonlyMap<string, readonly string[]>

export const NO_FAULTS: Faults = new Map()

/** Steps as one text. */
export const placeOf = (path: readonly (string | number)[]): string => path.join('/')

/** The nested answer of the server as places. */
export function collected(faults: readonly SchemaValueError[]): Faults {
  const found = new Map<string, string[]>()
  const walk = (each: SchemaValueError, path: readonly (string | number)[]): void => {
    if (typeof each === 'string') {
      const place = placeOf(path)
      found.set(place, [...(found.get(place) ?? []), each])
      return
    }
    const step = 'property' in each ? each.property : each.index
    for (const inner of each.errors) walk(inner, [...path, step])
  }
  for (const fault of faults) walk(fault, [])
  return found
}

/** Refusals as one sentence each, at the field that it names: `Validation failed for field 'place.lat'. …`; else at the whole. */
export const refusedValues = (words: readonly string[]): Faults =>
  words.length === 0 ? NO_FAULTS : new Map(words.map((word) => [placeOf((/for field '([^']+)'/.exec(word)?.[1] ?? '').split('.')), [word]]))
