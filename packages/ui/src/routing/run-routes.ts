import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { runSearch } from '../features/run/search.ts'
import { runsSearch } from '../features/runs/search.ts'
import { root } from './root.ts'

const runs = createRoute({
  getParentRoute: () => root,
  path: '/runs',
  validateSearch: runsSearch,
  component: lazyRouteComponent(() => import('../routes/runs.tsx'), 'RunsPage'),
})

const flowRun = createRoute({
  getParentRoute: () => root,
  path: '/runs/flow-run/$id',
  validateSearch: runSearch,
  component: lazyRouteComponent(() => import('../routes/flow-run.tsx'), 'FlowRunPage'),
})

const taskRun = createRoute({
  getParentRoute: () => root,
  path: '/runs/task-run/$id',
  validateSearch: runSearch,
  component: lazyRouteComponent(() => import('../routes/task-run.tsx'), 'TaskRunPage'),
})

const idOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

const compare = createRoute({
  getParentRoute: () => root,
  path: '/runs/compare',
  validateSearch: (search: Record<string, unknown>): { a?: string; b?: string } => {
    const [a, b] = [idOf(search['a']), idOf(search['b'])]
    return { ...(a === undefined ? {} : { a }), ...(b === undefined ? {} : { b }) }
  },
  component: lazyRouteComponent(() => import('../routes/compare.tsx'), 'ComparePage'),
})

/** The pages of runs. */
export const runRoutes = [runs, flowRun, taskRun, compare] as const
