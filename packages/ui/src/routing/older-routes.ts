import { createRoute, redirect } from '@tanstack/react-router'
import { api } from '../api/api.ts'
import { root } from './root.ts'

/** An address that older clients and other UIs print, and where it leads now. */
const moved = <const Path extends string>(path: Path, place: (params: Readonly<Record<string, string>>) => string | Promise<string>) =>
  createRoute({
    getParentRoute: () => root,
    path,
    beforeLoad: async ({ params }) => {
      throw redirect({ href: await place(params as Readonly<Record<string, string>>), replace: true })
    },
  })

const segment = (text = ''): string => encodeURIComponent(text)

/** Where the queue with an id is: its pool has to be asked for. */
async function placeOfQueue(id = ''): Promise<string> {
  const { name, work_pool_name: pool } = await api.workQueues.read({ params: { id } })
  return pool === null ? '/work-pools' : `/work-pools/work-pool/${segment(pool)}/queue/${segment(name)}`
}

/** Addresses of Prefect 2 and of earlier UIs of Prefect 3. */
export const olderRoutes = [
  moved('/dashboard', () => '/'),
  moved('/v2', () => '/'),
  moved('/flow-runs', () => '/runs'),
  moved('/flow-runs/flow-run/$id', ({ id }) => `/runs/flow-run/${segment(id)}`),
  moved('/flow-runs/task-run/$id', ({ id }) => `/runs/task-run/${segment(id)}`),
  moved('/flow-run/$id', ({ id }) => `/runs/flow-run/${segment(id)}`),
  moved('/task-run/$id', ({ id }) => `/runs/task-run/${segment(id)}`),
  moved('/flow/$id', ({ id }) => `/flows/flow/${segment(id)}`),
  moved('/deployment/$id', ({ id }) => `/deployments/deployment/${segment(id)}`),
  moved('/v2/$', ({ _splat }) => `/${_splat ?? ''}`),
  moved(
    '/work-pools/work-pool/$name/worker/$worker',
    ({ name, worker }) => `/work-pools/work-pool/${segment(name)}?tab=workers&worker=${segment(worker)}`,
  ),
  moved('/work-queues', () => '/work-pools'),
  moved('/work-queues/work-queue/$id', ({ id }) => placeOfQueue(id)),
  moved('/blocks/catalog/$slug/create', ({ slug }) => `/blocks/catalog/${segment(slug)}`),
  moved('/settings/blocks', () => '/blocks'),
  moved('/settings/blocks/$', ({ _splat }) => `/blocks/${_splat ?? ''}`),
  moved('/notifications', () => '/automations'),
] as const
