import type { QueryClient } from '@tanstack/react-query'
import { noteSession } from '../../access/session-end.ts'
import { CallRefused } from '../../api/errors.ts'
import { forgetAll } from './queries.ts'
import { hearTabs } from './tabs.ts'

interface Place {
  readonly path: () => string
  readonly signIn: (back: string) => void
  readonly goTo: (path: string) => void
}

/**
 * Sees to it that one signs in as soon as the server refuses a call for want of it. A page that has shown something stays as it is, with all
 * that was typed into it, and one signs in over it; one that has not leads to the page for that, and back. What other tabs tell counts here, too.
 */
export function watchForSignIn(client: QueryClient, { path, signIn, goTo }: Place): void {
  const onLogin = (): boolean => path().startsWith('/login')
  const look = (error: unknown): void => {
    if (!(error instanceof CallRefused) || error.status !== 401 || onLogin()) return
    if (hasShown(client)) noteSession('ended')
    else signIn(path())
  }
  client.getQueryCache().subscribe((event) => {
    if (event.type === 'updated' && event.action.type === 'error') look(event.action.error)
  })
  client.getMutationCache().subscribe((event) => {
    if (event.type === 'updated' && event.action.type === 'error') look(event.action.error)
  })
  hearTabs((what) => {
    if (what === 'in') {
      noteSession('begun')
      if (onLogin()) goTo(new URLSearchParams(path().split('?')[1]).get('back') ?? '/')
      else void client.invalidateQueries()
    } else if (!onLogin()) {
      // Who signs out wants nothing to be left on the screen.
      signIn(path())
      forgetAll(client)
    }
  })
}

const hasShown = (client: QueryClient): boolean =>
  client
    .getQueryCache()
    .getAll()
    .some(({ state }) => state.dataUpdatedAt > 0)
