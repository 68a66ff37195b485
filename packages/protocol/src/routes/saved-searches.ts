import { z } from 'zod'
import { page } from '../filters/criteria.ts'
import { savedSearch, savedSearchCreate } from '../objects/saved-search.ts'
import { route } from '../route.ts'
import { uuid } from '../values/scalars.ts'
import { nothing } from './replies.ts'

const byId = z.object({ id: uuid })

export const savedSearchRoutes = {
  create: route({
    method: 'PUT',
    path: '/saved_searches/',
    summary: 'Save a search, in place of the one of that name',
    body: savedSearchCreate,
    reply: savedSearch,
    status: [201, 200],
  }),
  read: route({
    method: 'GET',
    path: '/saved_searches/{id}',
    summary: 'Read a saved search',
    params: byId,
    reply: savedSearch,
    status: [200],
  }),
  filter: route({
    method: 'POST',
    path: '/saved_searches/filter',
    summary: 'List saved searches',
    body: z.object(page).prefault({}),
    reply: z.array(savedSearch),
    status: [200],
  }),
  delete: route({
    method: 'DELETE',
    path: '/saved_searches/{id}',
    summary: 'Delete a saved search',
    params: byId,
    reply: nothing,
    status: [204],
  }),
} as const
