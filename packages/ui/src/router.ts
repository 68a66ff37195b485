import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { runsSearch } from './features/runs/search.ts'
import { runSearch } from './features/run/search.ts'
import { NotFound } from './routes/not-found.tsx'
import { Shell } from './shell/shell.tsx'

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound })

const runs = createRoute({
  getParentRoute: () => root,
  path: '/runs',
  validateSearch: runsSearch,
  component: lazyRouteComponent(() => import('./routes/runs.tsx'), 'RunsPage'),
})

const run = createRoute({
  getParentRoute: () => root,
  path: '/runs/flow-run/$id',
  validateSearch: runSearch,
  component: lazyRouteComponent(() => import('./routes/flow-run.tsx'), 'FlowRunPage'),
})

const overview = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/runs' })
  },
})

/** Addresses that older clients and other UIs print. */
const older = createRoute({
  getParentRoute: () => root,
  path: '/flow-runs/flow-run/$id',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/runs/flow-run/$id', params, replace: true })
  },
})

/** Every page, each with its own chunk of script. */
export const router = createRouter({
  routeTree: root.addChildren([overview, runs, run, older]),
  basepath: new URL(document.baseURI).pathname,
  defaultPreload: 'intent',
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
