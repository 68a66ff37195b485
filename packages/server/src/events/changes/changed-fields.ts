import { isDeepStrictEqual } from 'node:util'
import type { Json } from '@millrace/protocol'

/** Which fields of an object have other values than before, as events of 3.8 tell it; undefined when none has. */
export function changedFields(
  before: Readonly<Record<string, Json>>,
  after: Readonly<Record<string, Json>>,
): Record<string, Json> | undefined {
  const updates = Object.fromEntries(
    Object.entries(after).flatMap(([field, to]): [string, Json][] => {
      const from = before[field] ?? null
      return isDeepStrictEqual(from, to) ? [] : [[field, { from, to }]]
    }),
  )
  const updated = Object.keys(updates)
  return updated.length === 0 ? undefined : { updated_fields: updated, updates }
}
