import type { SavedSearch } from '@millrace/protocol'
import { queryOptions } from '@tanstack/react-query'
import { api } from '../../api/api.ts'
import { type RunsSearch, runsSearch } from './search.ts'

/** Tells our views from the searches that Prefect's UI keeps in the same place. */
const OBJECT = 'millrace.runs'

/** The views of the list of runs that somebody saved. */
export const savedViewsQuery = queryOptions({
  queryKey: ['saved views'],
  queryFn: async ({ signal }) => {
    const found = await api.savedSearches.filter({ body: { limit: 200 }, signal })
    return found.filter(({ filters }) => filters.some(({ object }) => object === OBJECT)).toSorted((a, b) => a.name.localeCompare(b.name))
  },
})

/** Keeps a view under a name, in place of the one that has it. */
export const saveView = (name: string, search: RunsSearch): Promise<SavedSearch> =>
  api.savedSearches.create({
    body: {
      name,
      filters: Object.entries(search).map(([property, value]) => ({
        object: OBJECT,
        property,
        type: 'string',
        operation: 'equals',
        value,
      })),
    },
  })

export const deleteView = (id: string): Promise<unknown> => api.savedSearches.delete({ params: { id } })

/** What of the address a view stands for. */
export const searchOfView = ({ filters }: Pick<SavedSearch, 'filters'>): RunsSearch =>
  runsSearch(Object.fromEntries(filters.filter(({ object }) => object === OBJECT).map(({ property, value }) => [property, value])))
