import { z } from 'zod'
import { page } from '../filters/criteria.ts'
import { variableFilter, variableSort } from '../filters/variable-filter.ts'
import { variable, variableCreate, variableUpdate } from '../objects/variable.ts'
import { route } from '../route.ts'
import { uuid } from '../values/scalars.ts'
import { nothing } from './replies.ts'

const byId = z.object({ id: uuid })
const byName = z.object({ name: z.string() })

export const variableRoutes = {
  create: route({
    method: 'POST',
    path: '/variables/',
    summary: 'Create a variable',
    body: variableCreate,
    reply: variable,
    status: [201],
    refuses: [409],
  }),
  read: route({ method: 'GET', path: '/variables/{id}', summary: 'Read a variable', params: byId, reply: variable, status: [200] }),
  readByName: route({
    method: 'GET',
    path: '/variables/name/{name}',
    summary: 'Read a variable by its name',
    params: byName,
    reply: variable,
    status: [200],
  }),
  update: route({
    method: 'PATCH',
    path: '/variables/{id}',
    summary: 'Change a variable',
    params: byId,
    body: variableUpdate,
    reply: nothing,
    status: [204],
    refuses: [409],
  }),
  updateByName: route({
    method: 'PATCH',
    path: '/variables/name/{name}',
    summary: 'Change a variable by its name',
    params: byName,
    body: variableUpdate,
    reply: nothing,
    status: [204],
    refuses: [409],
  }),
  delete: route({ method: 'DELETE', path: '/variables/{id}', summary: 'Delete a variable', params: byId, reply: nothing, status: [204] }),
  deleteByName: route({
    method: 'DELETE',
    path: '/variables/name/{name}',
    summary: 'Delete a variable by its name',
    params: byName,
    reply: nothing,
    status: [204],
  }),
  filter: route({
    method: 'POST',
    path: '/variables/filter',
    summary: 'List variables',
    body: z.object({ variables: variableFilter.nullish(), ...page, sort: variableSort.default('NAME_ASC') }).prefault({}),
    reply: z.array(variable),
    status: [200],
  }),
  count: route({
    method: 'POST',
    path: '/variables/count',
    summary: 'Count variables',
    body: z.object({ variables: variableFilter.nullish() }).prefault({}),
    reply: z.int(),
    status: [200],
  }),
} as const
