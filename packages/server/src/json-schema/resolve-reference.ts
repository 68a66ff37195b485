import type { Json } from '@millrace/protocol'
import { isObject } from './rules.ts'

/** A definition of the schema itself; nothing is fetched. */
export function resolveReference(schema: Json, reference: string): Json | undefined {
  if (!reference.startsWith('#')) return undefined
  let target: Json | undefined = schema
  for (const step of reference.slice(1).split('/').slice(1)) {
    const key = decoded(step).replaceAll('~1', '/').replaceAll('~0', '~')
    target = isObject(target) && Object.hasOwn(target, key) ? target[key] : undefined
  }
  return target
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step)
  } catch {
    return step
  }
}
