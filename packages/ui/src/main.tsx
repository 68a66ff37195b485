import './styles.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { watchConnection } from './access/connection.ts'
import { queryClient } from './api/query-client.ts'
import { startDensity } from './components/density.ts'
import { router } from './router.ts'
import { watchForSignIn } from './features/session/watch.ts'
import { sideBarQuery } from './shell/queries.ts'
import { startTheme } from './shell/theme.ts'

startTheme()
startDensity()
watchForSignIn(queryClient, {
  path: () => router.state.location.href,
  signIn: (back) => void router.navigate({ to: '/login', search: { back }, replace: true }),
  goTo: (path) => void router.navigate({ href: path, replace: true }),
})
watchConnection(queryClient, () => void queryClient.refetchQueries({ queryKey: sideBarQuery.queryKey }))
const root = document.getElementById('root')
if (root === null) throw new Error('the page has no element with the id root')
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
)
