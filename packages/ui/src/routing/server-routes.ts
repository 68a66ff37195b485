import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { artifactKeySearch, artifactsSearch } from '../features/artifacts/search.ts'
import { automationSearch, newAutomationSearch } from '../features/automations/search.ts'
import { eventsSearch } from '../features/events/search.ts'
import { namedSearch } from '../features/named/search.ts'
import { loginSearch } from '../features/session/search.ts'
import { root } from './root.ts'
import { settingsRoutes } from './settings-routes.ts'

const overview = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(() => import('../routes/overview.tsx'), 'OverviewPage'),
})

const concurrencyLimits = createRoute({
  getParentRoute: () => root,
  path: '/concurrency-limits',
  validateSearch: namedSearch,
  component: lazyRouteComponent(() => import('../routes/concurrency-limits.tsx'), 'ConcurrencyLimitsPage'),
})

const concurrencyLimit = createRoute({
  getParentRoute: () => root,
  path: '/concurrency-limits/concurrency-limit/$id',
  component: lazyRouteComponent(() => import('../routes/concurrency-limit.tsx'), 'ConcurrencyLimitPage'),
})

const automations = createRoute({
  getParentRoute: () => root,
  path: '/automations',
  validateSearch: namedSearch,
  component: lazyRouteComponent(() => import('../routes/automations.tsx'), 'AutomationsPage'),
})

const automation = createRoute({
  getParentRoute: () => root,
  path: '/automations/automation/$id',
  validateSearch: automationSearch,
  component: lazyRouteComponent(() => import('../routes/automation.tsx'), 'AutomationPage'),
})

const automationCreate = createRoute({
  getParentRoute: () => root,
  path: '/automations/create',
  validateSearch: newAutomationSearch,
  component: lazyRouteComponent(() => import('../routes/automation-edit.tsx'), 'AutomationCreatePage'),
})

const automationEdit = createRoute({
  getParentRoute: () => root,
  path: '/automations/automation/$id/edit',
  component: lazyRouteComponent(() => import('../routes/automation-edit.tsx'), 'AutomationEditPage'),
})

const events = createRoute({
  getParentRoute: () => root,
  path: '/events',
  validateSearch: eventsSearch,
  component: lazyRouteComponent(() => import('../routes/events.tsx'), 'EventsPage'),
})

const event = createRoute({
  getParentRoute: () => root,
  path: '/events/event/$date/$id',
  component: lazyRouteComponent(() => import('../routes/event.tsx'), 'EventPage'),
})

const artifacts = createRoute({
  getParentRoute: () => root,
  path: '/artifacts',
  validateSearch: artifactsSearch,
  component: lazyRouteComponent(() => import('../routes/artifacts.tsx'), 'ArtifactsPage'),
})

const artifactKey = createRoute({
  getParentRoute: () => root,
  path: '/artifacts/key/$key',
  validateSearch: artifactKeySearch,
  component: lazyRouteComponent(() => import('../routes/artifact-key.tsx'), 'ArtifactKeyPage'),
})

const artifact = createRoute({
  getParentRoute: () => root,
  path: '/artifacts/artifact/$id',
  component: lazyRouteComponent(() => import('../routes/artifact.tsx'), 'ArtifactPage'),
})

const blockCatalog = createRoute({
  getParentRoute: () => root,
  path: '/blocks/catalog',
  validateSearch: namedSearch,
  component: lazyRouteComponent(() => import('../routes/block-catalog.tsx'), 'BlockCatalogPage'),
})

const blockCreate = createRoute({
  getParentRoute: () => root,
  path: '/blocks/catalog/$slug',
  component: lazyRouteComponent(() => import('../routes/block-create.tsx'), 'BlockCreatePage'),
})

const block = createRoute({
  getParentRoute: () => root,
  path: '/blocks/block/$id',
  component: lazyRouteComponent(() => import('../routes/block.tsx'), 'BlockPage'),
})

const blockEdit = createRoute({
  getParentRoute: () => root,
  path: '/blocks/block/$id/edit',
  component: lazyRouteComponent(() => import('../routes/block.tsx'), 'BlockEditPage'),
})

const workPoolCreate = createRoute({
  getParentRoute: () => root,
  path: '/work-pools/create',
  component: lazyRouteComponent(() => import('../routes/work-pool-edit.tsx'), 'WorkPoolCreatePage'),
})

const workPoolEdit = createRoute({
  getParentRoute: () => root,
  path: '/work-pools/work-pool/$name/edit',
  component: lazyRouteComponent(() => import('../routes/work-pool-edit.tsx'), 'WorkPoolEditPage'),
})

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: loginSearch,
  component: lazyRouteComponent(() => import('../routes/login.tsx'), 'LoginPage'),
})

/** What concerns the server as a whole: what happens in it, what reacts to that, what holds runs back, what they leave behind. */
export const serverRoutes = [
  overview,
  concurrencyLimits,
  concurrencyLimit,
  automations,
  automation,
  automationCreate,
  automationEdit,
  events,
  event,
  artifacts,
  artifactKey,
  artifact,
  blockCatalog,
  blockCreate,
  block,
  blockEdit,
  workPoolCreate,
  workPoolEdit,
  settingsRoutes,
  login,
] as const
