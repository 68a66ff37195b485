import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../../api/api.ts'
import { CallRefused } from '../../api/errors.ts'

/** Objects by name or the beginning of an id; none where the server cannot search. */
export const searchQuery = (text: string) =>
  queryOptions({
    queryKey: ['search', text],
    enabled: text !== '',
    staleTime: 10_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      api.serverViews.search({ body: { text }, signal }).catch((error: unknown) => {
        if (error instanceof CallRefused && (error.status === 404 || error.status === 405)) return []
        throw error
      }),
  })
