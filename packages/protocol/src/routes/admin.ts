import { z } from 'zod'
import { route } from '../route.ts'
import { jsonObject, uuid } from '../values/scalars.ts'
import { nothing } from './replies.ts'

const confirmed = z.object({ confirm: z.boolean().default(false) }).prefault({})

const resultStorage = z.object({ default_result_storage_block_id: uuid.nullable() })

export const adminRoutes = {
  health: route({ method: 'GET', path: '/health', summary: 'True while the server runs', reply: z.literal(true), status: [200] }),
  ready: route({
    method: 'GET',
    path: '/ready',
    summary: 'Whether the database answers',
    reply: z.object({ message: z.string() }),
    status: [200, 503],
  }),
  hello: route({ method: 'GET', path: '/hello', summary: 'Say hello', reply: z.string(), status: [200] }),
  apiVersion: route({ method: 'GET', path: '/version', summary: 'The version of the API', reply: z.string(), status: [200] }),
  version: route({
    method: 'GET',
    path: '/admin/version',
    summary: 'The version of Prefect whose API this is',
    reply: z.string(),
    status: [200],
  }),
  settings: route({
    method: 'GET',
    path: '/admin/settings',
    summary: 'The settings of the server, secrets masked',
    reply: jsonObject,
    status: [200],
  }),
  clearDatabase: route({
    method: 'POST',
    path: '/admin/database/clear',
    summary: 'Empty every table; needs {"confirm": true}',
    body: confirmed,
    reply: nothing,
    status: [204],
  }),
  createDatabase: route({
    method: 'POST',
    path: '/admin/database/create',
    summary: 'Nothing to do: the tables of a server that runs are there; needs {"confirm": true}',
    body: confirmed,
    reply: nothing,
    status: [204],
  }),
  dropDatabase: route({
    method: 'POST',
    path: '/admin/database/drop',
    summary: 'Empty every table, and keep them, so that the server goes on; needs {"confirm": true}',
    body: confirmed,
    reply: nothing,
    status: [204],
  }),
  resultStorage: route({
    method: 'GET',
    path: '/admin/storage',
    summary: 'The block in which clients keep results unless told otherwise',
    reply: resultStorage,
    status: [200],
  }),
  changeResultStorage: route({
    method: 'PUT',
    path: '/admin/storage',
    summary: 'Choose the block in which clients keep results unless told otherwise',
    body: z.looseObject({ default_result_storage_block_id: uuid }),
    reply: resultStorage,
    status: [200],
    refuses: [404],
  }),
  clearResultStorage: route({
    method: 'DELETE',
    path: '/admin/storage',
    summary: 'Leave it to clients where they keep results',
    reply: nothing,
    status: [204],
  }),
  csrfToken: route({
    method: 'GET',
    path: '/csrf-token',
    summary: 'A CSRF token; 422 while CSRF protection is off',
    query: z.object({ client: z.string() }),
    reply: z.object({ id: uuid, created: z.string(), updated: z.string(), token: z.string(), client: z.string(), expiration: z.string() }),
    status: [200],
  }),
} as const

/** The worker types that `work-pool create --type` and forms know. */
export const collectionRoutes = {
  view: route({
    method: 'GET',
    path: '/collections/views/{view}',
    summary: 'Descriptions of worker types',
    params: z.object({ view: z.string() }),
    reply: jsonObject,
    status: [200],
  }),
} as const
