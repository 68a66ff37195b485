import { createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { deploymentSearch } from './features/deployment/search.ts'
import { deploymentsSearch } from './features/deployments/search.ts'
import { flowSearch } from './features/flows/search.ts'
import { namedSearch } from './features/named/search.ts'
import { poolSearch } from './features/work-pools/search.ts'
import { Broken } from './routes/broken.tsx'
import { olderRoutes } from './routing/older-routes.ts'
import { root } from './routing/root.ts'
import { runRoutes } from './routing/run-routes.ts'
import { serverRoutes } from './routing/server-routes.ts'

const deployments = createRoute({
  getParentRoute: () => root,
  path: '/deployments',
  validateSearch: deploymentsSearch,
  component: lazyRouteComponent(() => import('./routes/deployments.tsx'), 'DeploymentsPage'),
})

const deployment = createRoute({
  getParentRoute: () => root,
  path: '/deployments/deployment/$id',
  validateSearch: deploymentSearch,
  component: lazyRouteComponent(() => import('./routes/deployment.tsx'), 'DeploymentPage'),
})

const deploymentRun = createRoute({
  getParentRoute: () => root,
  path: '/deployments/deployment/$id/run',
  component: lazyRouteComponent(() => import('./routes/deployment-run.tsx'), 'DeploymentRunPage'),
})

const deploymentEdit = createRoute({
  getParentRoute: () => root,
  path: '/deployments/deployment/$id/edit',
  component: lazyRouteComponent(() => import('./routes/deployment-edit.tsx'), 'DeploymentEditPage'),
})

const flows = createRoute({
  getParentRoute: () => root,
  path: '/flows',
  validateSearch: namedSearch,
  component: lazyRouteComponent(() => import('./routes/flows.tsx'), 'FlowsPage'),
})

const flow = createRoute({
  getParentRoute: () => root,
  path: '/flows/flow/$id',
  validateSearch: flowSearch,
  component: lazyRouteComponent(() => import('./routes/flow.tsx'), 'FlowPage'),
})

const workPools = createRoute({
  getParentRoute: () => root,
  path: '/work-pools',
  validateSearch: namedSearch,
  component: lazyRouteComponent(() => import('./routes/work-pools.tsx'), 'WorkPoolsPage'),
})

const workPool = createRoute({
  getParentRoute: () => root,
  path: '/work-pools/work-pool/$name',
  validateSearch: poolSearch,
  component: lazyRouteComponent(() => import('./routes/work-pool.tsx'), 'WorkPoolPage'),
})

const workQueue = createRoute({
  getParentRoute: () => root,
  path: '/work-pools/work-pool/$name/queue/$queue',
  component: lazyRouteComponent(() => import('./routes/work-queue.tsx'), 'WorkQueuePage'),
})

const variables = createRoute({
  getParentRoute: () => root,
  path: '/variables',
  validateSearch: namedSearch,
  component: lazyRouteComponent(() => import('./routes/variables.tsx'), 'VariablesPage'),
})

const blocks = createRoute({
  getParentRoute: () => root,
  path: '/blocks',
  validateSearch: namedSearch,
  component: lazyRouteComponent(() => import('./routes/blocks.tsx'), 'BlocksPage'),
})

/** Every page, each with its own chunk of script. */
export const router = createRouter({
  routeTree: root.addChildren([
    ...serverRoutes,
    ...olderRoutes,
    ...runRoutes,
    deployments,
    deployment,
    deploymentRun,
    deploymentEdit,
    flows,
    flow,
    workPools,
    workPool,
    workQueue,
    variables,
    blocks,
  ]),
  basepath: new URL(document.baseURI).pathname,
  defaultPreload: 'intent',
  defaultErrorComponent: Broken,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
