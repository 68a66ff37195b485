import type { Conversation } from './conversation.ts'

interface Scope {
  readonly pages?: boolean
  readonly counts?: boolean
  /** A filter that keeps what earlier calls made apart out of the lists. */
  readonly within?: Readonly<Record<string, unknown>>
}

/**
 * Asks the list, the count and (in 3.x) the pages of an object: by each of the filters, and by limits, offsets and orders right and
 * wrong. `sort` is an order that the object has and that does not depend on times; the first filter finds one object at most.
 */
export async function sendFilters(
  api: Conversation,
  path: string,
  sort: string,
  filters: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  { pages = api.generation === 3, counts = true, within = {} }: Scope = {},
): Promise<void> {
  for (const [label, body] of Object.entries(filters)) {
    await api.call(`filter ${label}`, 'POST', `${path}/filter`, { sort, ...body })
    const { sort: _, limit: __, offset: ___, ...plain } = body
    if (counts) await api.call(`count ${label}`, 'POST', `${path}/count`, plain)
  }
  const [narrow = {}] = Object.values(filters)
  const slices: Readonly<Record<string, unknown>> = {
    two: { ...within, limit: 2, sort },
    none: { ...within, limit: 0, sort },
    'past the end': { ...within, offset: 100_000, sort },
    'too many': { limit: 201 },
    'a huge number': { limit: 1e12 },
    'fewer than none': { limit: -1 },
    'from before the start': { offset: -1 },
    'in an unknown order': { sort: 'SIDEWAYS' },
    'with null for all': { ...narrow, limit: null, offset: null, sort: null },
    // 2.20's pydantic 1 cuts it off.
    ...(api.generation === 3 ? { 'a fraction': { limit: 1.5 } } : {}),
    'by a number in text': { ...within, limit: '3', sort },
    'by a list': [],
  }
  for (const [label, body] of Object.entries(slices)) await api.call(`filter ${label}`, 'POST', `${path}/filter`, body)
  if (counts) {
    await api.call('count all', 'POST', `${path}/count`, within)
  }
  if (!pages) return
  await api.call('paginate', 'POST', `${path}/paginate`, { ...within, sort, limit: 3 })
  await api.call('paginate past the end', 'POST', `${path}/paginate`, { ...within, sort, limit: 3, page: 1000 })
  await api.call('paginate to page 0', 'POST', `${path}/paginate`, { sort, page: 0 })
  await api.call('paginate by none', 'POST', `${path}/paginate`, { ...within, sort, limit: 0 })
  await api.call('paginate by too many', 'POST', `${path}/paginate`, { sort, limit: 500 })
}
