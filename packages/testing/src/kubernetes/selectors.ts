import type { Stored } from './object-store.ts'
import { badRequest } from './status-error.ts'

/** Whether a client asked for this object. */
export type Selector = (object: Stored) => boolean

/** Reads `labelSelector` and `fieldSelector` of a request. */
export function selectorOf(query: URLSearchParams): Selector {
  const labels = requirements(query.get('labelSelector')).map(labelRequirement)
  const fields = requirements(query.get('fieldSelector')).map(fieldRequirement)
  return (object) => [...labels, ...fields].every((holds) => holds(object))
}

/** Commas part requirements, but not within parentheses. */
const requirements = (text: string | null): string[] =>
  (text ?? '')
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '')

function labelRequirement(text: string): Selector {
  const set = /^(\S+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(text)
  if (set !== null) {
    const [, key = '', operator, list = ''] = set
    const values = new Set(list.split(',').map((value) => value.trim()))
    return ({ metadata: { labels } }) => values.has(labels?.[key] ?? '') === (operator === 'in')
  }
  const equality = /^([^!=\s]+)\s*(!=|==?)\s*(\S*)$/.exec(text)
  if (equality !== null) {
    const [, key = '', operator, value = ''] = equality
    return ({ metadata: { labels } }) => (labels?.[key] === value) === (operator !== '!=')
  }
  if (text.startsWith('!')) return ({ metadata: { labels } }) => labels?.[text.slice(1)] === undefined
  if (/^[\w./-]+$/.test(text)) return ({ metadata: { labels } }) => labels?.[text] !== undefined
  throw badRequest(`unable to parse requirement: ${text}`)
}

function fieldRequirement(text: string): Selector {
  const [, path = '', operator = '', value = ''] = /^([^!=]+)(!=|==?)(.*)$/.exec(text) ?? []
  if (path === '') throw badRequest(`invalid field selector: ${text}`)
  return (object) => {
    const found = path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], object)
    const text = typeof found === 'string' ? found : found === undefined ? '' : JSON.stringify(found)
    return (text === value) === (operator !== '!=')
  }
}
