import { z } from 'zod'
import { artifactCollectionFilter, artifactFilter, artifactSort } from '../filters/artifact-filter.ts'
import { page } from '../filters/criteria.ts'
import { deploymentFilter } from '../filters/deployment-filter.ts'
import { flowFilter } from '../filters/flow-filter.ts'
import { flowRunFilter } from '../filters/flow-run-filter.ts'
import { taskRunFilter } from '../filters/task-run-filter.ts'
import { artifact, artifactCollection, artifactCreate, artifactUpdate } from '../objects/artifact.ts'
import { route } from '../route.ts'
import { uuid } from '../values/scalars.ts'
import { nothing } from './replies.ts'

const byId = z.object({ id: uuid })
const makers = {
  flow_runs: flowRunFilter.nullish(),
  task_runs: taskRunFilter.nullish(),
  flows: flowFilter.nullish(),
  deployments: deploymentFilter.nullish(),
}
const list = { ...page, sort: artifactSort.default('ID_DESC') }

export const artifactRoutes = {
  create: route({
    method: 'POST',
    path: '/artifacts/',
    summary: 'Create an artifact, which becomes the latest of its key',
    body: artifactCreate,
    reply: artifact,
    status: [201],
  }),
  read: route({ method: 'GET', path: '/artifacts/{id}', summary: 'Read an artifact', params: byId, reply: artifact, status: [200] }),
  readLatest: route({
    method: 'GET',
    path: '/artifacts/{key}/latest',
    summary: 'Read the latest artifact of a key',
    params: z.object({ key: z.string() }),
    reply: artifact,
    status: [200],
  }),
  filter: route({
    method: 'POST',
    path: '/artifacts/filter',
    summary: 'List artifacts',
    body: z.object({ artifacts: artifactFilter.nullish(), ...makers, ...list }).prefault({}),
    reply: z.array(artifact),
    status: [200],
  }),
  filterLatest: route({
    method: 'POST',
    path: '/artifacts/latest/filter',
    summary: 'List the latest artifact of each key',
    body: z.object({ artifacts: artifactCollectionFilter.nullish(), ...makers, ...list }).prefault({}),
    reply: z.array(artifactCollection),
    status: [200],
  }),
  count: route({
    method: 'POST',
    path: '/artifacts/count',
    summary: 'Count artifacts',
    body: z.object({ artifacts: artifactFilter.nullish(), ...makers }).prefault({}),
    reply: z.int(),
    status: [200],
  }),
  countLatest: route({
    method: 'POST',
    path: '/artifacts/latest/count',
    summary: 'Count the keys of artifacts',
    body: z.object({ artifacts: artifactCollectionFilter.nullish(), ...makers }).prefault({}),
    reply: z.int(),
    status: [200],
  }),
  update: route({
    method: 'PATCH',
    path: '/artifacts/{id}',
    summary: 'Change an artifact',
    params: byId,
    body: artifactUpdate,
    reply: nothing,
    status: [204],
  }),
  delete: route({ method: 'DELETE', path: '/artifacts/{id}', summary: 'Delete an artifact', params: byId, reply: nothing, status: [204] }),
} as const
