import { QueryClient } from '@tanstack/react-query'
import { CallRefused } from './errors.ts'

/** Reads are kept a moment, shown while they are renewed, and tried again only where the server was not there. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // A server on this machine answers without a network; of one that does not answer the calls say so.
      networkMode: 'always',
      staleTime: 5000,
      refetchOnWindowFocus: true,
      retry: (count, error) => !(error instanceof CallRefused) && count < 3,
      retryDelay: (attempt) => Math.min(1000 * 2 ** attempt, 10_000) * (0.5 + Math.random()),
    },
    mutations: { networkMode: 'always' },
  },
})
