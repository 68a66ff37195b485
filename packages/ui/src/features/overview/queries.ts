import { queryOptions } from '@tanstack/react-query'
import { api } from '../../api/api.ts'
import { CallRefused } from '../../api/errors.ts'
import { overviewOfPrefect } from './overview-of-prefect.ts'

/** Everything that the first page shows; a server that has no such route is asked for the parts. */
export const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: ({ signal }) =>
    api.serverViews.overview({ signal }).catch((error: unknown) => {
      if (error instanceof CallRefused && error.status === 404) return overviewOfPrefect(signal)
      throw error
    }),
})
