import type { QueryClient } from '@tanstack/react-query'
import { CallRefused } from '../../api/errors.ts'

interface Place {
  readonly path: () => string
  readonly signIn: (back: string) => void
}

/** Leads to the page where one signs in as soon as the server refuses a call for want of it, and remembers where one was. */
export function watchForSignIn(client: QueryClient, { path, signIn }: Place): void {
  const look = (error: unknown): void => {
    if (!(error instanceof CallRefused) || error.status !== 401) return
    const back = path()
    if (!back.startsWith('/login')) signIn(back)
  }
  client.getQueryCache().subscribe((event) => {
    if (event.type === 'updated' && event.action.type === 'error') look(event.action.error)
  })
  client.getMutationCache().subscribe((event) => {
    if (event.type === 'updated' && event.action.type === 'error') look(event.action.error)
  })
}
