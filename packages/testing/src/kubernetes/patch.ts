import jsonPatch, { type Operation } from 'fast-json-patch'
import type { Stored } from './object-store.ts'
import { badRequest, StatusError } from './status-error.ts'

type Values = Readonly<Record<string, unknown>>

/** Applies a patch of one of the three kinds that kubectl and clients send. */
export function patched(object: Stored, contentType: string, patch: unknown): Stored {
  const plain = JSON.parse(JSON.stringify(object)) as Stored
  if (contentType.startsWith('application/json-patch+json')) {
    if (!Array.isArray(patch)) throw badRequest('a JSON patch is a list of operations')
    try {
      return jsonPatch.applyPatch(plain, patch as Operation[], true).newDocument
    } catch (error) {
      throw new StatusError(422, 'Invalid', `the server rejected our request due to an error in our request: ${String(error)}`)
    }
  }
  if (contentType.startsWith('application/merge-patch+json')) return merged(plain, patch, false) as Stored
  if (contentType.startsWith('application/strategic-merge-patch+json')) return merged(plain, patch, true) as Stored
  throw new StatusError(415, 'UnsupportedMediaType', `the body of the request was in an unknown format: ${contentType}`)
}

/** RFC 7386; strategically, lists of things with names are merged by name. */
function merged(target: unknown, patch: unknown, strategic: boolean): unknown {
  if (strategic && isNamedList(target) && isNamedList(patch)) {
    const kept = target.map((item) => {
      const change = patch.find(({ name }) => name === item.name)
      return change === undefined ? item : merged(item, change, strategic)
    })
    return [...kept, ...patch.filter(({ name }) => !target.some((item) => item.name === name))]
  }
  if (!isValues(patch)) return patch
  const base = isValues(target) ? target : {}
  const entries = Object.entries(patch).map(([key, value]) => [key, merged(base[key], value, strategic)] as const)
  return Object.fromEntries([...Object.entries(base), ...entries].filter(([key]) => patch[key] !== null))
}

const isValues = (value: unknown): value is Values => typeof value === 'object' && value !== null && !Array.isArray(value)

const isNamedList = (value: unknown): value is (Values & { readonly name: string })[] =>
  Array.isArray(value) && value.every((item) => isValues(item) && typeof item['name'] === 'string')
