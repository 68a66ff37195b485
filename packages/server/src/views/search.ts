import type { Found } from '@millrace/protocol'
import type { RequestContext } from '../http/request-context.ts'
import { SEARCH_KINDS, searchKind } from '../store/queries/search.ts'

/** Objects by name or id: those whose name is the text first, then those that begin with it, then those that contain it. */
export async function searchObjects({ store }: RequestContext, { text, limit }: { text: string; limit: number }): Promise<Found[]> {
  const wanted = text.trim()
  if (wanted === '') return []
  const found = await store.read((queries) =>
    Promise.all(
      SEARCH_KINDS.map(async (kind) => {
        const rows = await searchKind(queries, kind, { text: wanted, limit })
        return rows.map((row): Found => ({ kind, ...row }))
      }),
    ),
  )
  return found
    .flat()
    .toSorted((one, other) => fit(one, wanted) - fit(other, wanted))
    .slice(0, limit)
}

/** How well an object fits: lower is better. Sorting is stable, so that equally good ones keep the order of their kinds. */
function fit({ name, id }: Found, text: string): number {
  if (name === text || id === text) return 0
  return name.toLowerCase().startsWith(text.toLowerCase()) ? 1 : 2
}
