import { z } from 'zod'
import { across } from '../filters/across.ts'
import { page } from '../filters/criteria.ts'
import { flowSort } from '../filters/flow-filter.ts'
import { flow, flowCreate, flowUpdate } from '../objects/flow.ts'
import { route } from '../route.ts'
import { uuid } from '../values/scalars.ts'
import { nothing, pageOf } from './replies.ts'

const byId = z.object({ id: uuid })
const filters = z.object(across)

export const flowRoutes = {
  create: route({
    method: 'POST',
    path: '/flows/',
    summary: 'Create a flow, or answer the one of that name',
    body: flowCreate,
    reply: flow,
    status: [201, 200],
  }),
  read: route({ method: 'GET', path: '/flows/{id}', summary: 'Read a flow', params: byId, reply: flow, status: [200] }),
  readByName: route({
    method: 'GET',
    path: '/flows/name/{name}',
    summary: 'Read a flow by its name',
    params: z.object({ name: z.string() }),
    reply: flow,
    status: [200],
  }),
  update: route({
    method: 'PATCH',
    path: '/flows/{id}',
    summary: 'Change the tags of a flow',
    params: byId,
    body: flowUpdate,
    reply: nothing,
    status: [204],
  }),
  delete: route({
    method: 'DELETE',
    path: '/flows/{id}',
    summary: 'Delete a flow with its runs and deployments',
    params: byId,
    reply: nothing,
    status: [204],
  }),
  filter: route({
    method: 'POST',
    path: '/flows/filter',
    summary: 'List flows',
    body: z.object({ ...across, ...page, sort: flowSort.default('NAME_ASC') }).prefault({}),
    reply: z.array(flow),
    status: [200],
  }),
  paginate: route({
    method: 'POST',
    path: '/flows/paginate',
    summary: 'List flows by page',
    body: z.object({ ...across, page: z.int().min(1).default(1), limit: page.limit, sort: flowSort.default('NAME_ASC') }).prefault({}),
    reply: pageOf(flow),
    status: [200],
  }),
  count: route({ method: 'POST', path: '/flows/count', summary: 'Count flows', body: filters.prefault({}), reply: z.int(), status: [200] }),
} as const
