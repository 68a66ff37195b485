import { z } from 'zod'
import { blockDocumentFilter, blockDocumentSort, blockSchemaFilter, blockTypeFilter } from '../filters/block-filter.ts'
import { page } from '../filters/criteria.ts'
import {
  blockDocument,
  blockDocumentCreate,
  blockDocumentUpdate,
  blockSchema,
  blockSchemaCreate,
  blockType,
  blockTypeCreate,
  blockTypeUpdate,
} from '../objects/block.ts'
import { route } from '../route.ts'
import { json, uuid } from '../values/scalars.ts'
import { nothing } from './replies.ts'

const byId = z.object({ id: uuid })
const bySlug = z.object({ slug: z.string() })
const TRUE = /^(?:true|1|yes|on|t|y)$/i
const FALSE = /^(?:false|0|no|off|f|n)$/i

/** A boolean of a query string, in the spellings pydantic reads. */
const queryFlag = z
  .union([z.boolean(), z.string()])
  .transform((value, context): boolean => {
    if (TRUE.test(String(value))) return true
    if (FALSE.test(String(value))) return false
    const params = { type: 'bool_parsing' }
    context.addIssue({ code: 'custom', message: 'Input should be a valid boolean, unable to interpret input', params })
    return z.NEVER
  })
  .default(false)
const withSecrets = z.object({ include_secrets: queryFlag })

export const blockTypeRoutes = {
  create: route({
    method: 'POST',
    path: '/block_types/',
    summary: 'Create a block type',
    body: blockTypeCreate,
    reply: blockType,
    status: [201],
    refuses: [409],
  }),
  read: route({ method: 'GET', path: '/block_types/{id}', summary: 'Read a block type', params: byId, reply: blockType, status: [200] }),
  readBySlug: route({
    method: 'GET',
    path: '/block_types/slug/{slug}',
    summary: 'Read a block type by its slug',
    params: bySlug,
    reply: blockType,
    status: [200],
  }),
  update: route({
    method: 'PATCH',
    path: '/block_types/{id}',
    summary: 'Change a block type',
    params: byId,
    body: blockTypeUpdate,
    reply: nothing,
    status: [204],
    refuses: [409],
  }),
  delete: route({
    method: 'DELETE',
    path: '/block_types/{id}',
    summary: 'Delete a block type that is not protected',
    params: byId,
    reply: nothing,
    status: [204],
    refuses: [403],
  }),
  filter: route({
    method: 'POST',
    path: '/block_types/filter',
    summary: 'List block types',
    body: z.object({ block_types: blockTypeFilter.nullish(), block_schemas: blockSchemaFilter.nullish(), ...page }).prefault({}),
    reply: z.array(blockType),
    status: [200],
  }),
  installSystemBlockTypes: route({
    method: 'POST',
    path: '/block_types/install_system_block_types',
    summary: 'Register the built-in block types',
    reply: json,
    status: [200],
  }),
  listDocuments: route({
    method: 'GET',
    path: '/block_types/slug/{slug}/block_documents',
    summary: 'The documents of a block type',
    params: bySlug,
    query: withSecrets,
    reply: z.array(blockDocument),
    status: [200],
  }),
  readDocument: route({
    method: 'GET',
    path: '/block_types/slug/{slug}/block_documents/name/{block_document_name}',
    summary: 'Read a block document by type and name',
    params: z.object({ slug: z.string(), block_document_name: z.string() }),
    query: withSecrets,
    reply: blockDocument,
    status: [200],
  }),
} as const

export const blockSchemaRoutes = {
  create: route({
    method: 'POST',
    path: '/block_schemas/',
    summary: 'Create a block schema, or answer the one of that checksum',
    body: blockSchemaCreate,
    reply: blockSchema,
    status: [201, 200],
    refuses: [404, 409],
  }),
  read: route({
    method: 'GET',
    path: '/block_schemas/{id}',
    summary: 'Read a block schema',
    params: byId,
    reply: blockSchema,
    status: [200],
  }),
  readByChecksum: route({
    method: 'GET',
    path: '/block_schemas/checksum/{checksum}',
    summary: 'Read a block schema by its checksum',
    params: z.object({ checksum: z.string() }),
    query: z.object({ version: z.string().nullish() }),
    reply: blockSchema,
    status: [200],
  }),
  delete: route({
    method: 'DELETE',
    path: '/block_schemas/{id}',
    summary: 'Delete a block schema',
    params: byId,
    reply: nothing,
    status: [204],
    refuses: [403],
  }),
  filter: route({
    method: 'POST',
    path: '/block_schemas/filter',
    summary: 'List block schemas',
    body: z.object({ block_schemas: blockSchemaFilter.nullish(), ...page }).prefault({}),
    reply: z.array(blockSchema),
    status: [200],
  }),
} as const

export const blockCapabilityRoutes = {
  list: route({
    method: 'GET',
    path: '/block_capabilities/',
    summary: 'Every capability a block has',
    reply: z.array(z.string()),
    status: [200],
  }),
} as const

const documentFilters = {
  block_documents: blockDocumentFilter.nullish(),
  block_types: blockTypeFilter.nullish(),
  block_schemas: blockSchemaFilter.nullish(),
}

export const blockDocumentRoutes = {
  create: route({
    method: 'POST',
    path: '/block_documents/',
    summary: 'Create a block document',
    body: blockDocumentCreate,
    reply: blockDocument,
    status: [201],
    refuses: [404, 409],
  }),
  read: route({
    method: 'GET',
    path: '/block_documents/{id}',
    summary: 'Read a block document',
    params: byId,
    query: withSecrets,
    reply: blockDocument,
    status: [200],
  }),
  update: route({
    method: 'PATCH',
    path: '/block_documents/{id}',
    summary: 'Change the data of a block document',
    params: byId,
    body: blockDocumentUpdate,
    reply: nothing,
    status: [204],
    refuses: [409],
  }),
  delete: route({
    method: 'DELETE',
    path: '/block_documents/{id}',
    summary: 'Delete a block document',
    params: byId,
    reply: nothing,
    status: [204],
  }),
  filter: route({
    method: 'POST',
    path: '/block_documents/filter',
    summary: 'List block documents',
    body: z
      .object({
        ...documentFilters,
        include_secrets: z.boolean().default(false),
        sort: blockDocumentSort.nullish().default('NAME_ASC'),
        ...page,
      })
      .prefault({}),
    reply: z.array(blockDocument),
    status: [200],
  }),
  count: route({
    method: 'POST',
    path: '/block_documents/count',
    summary: 'Count block documents',
    body: z.object(documentFilters).prefault({}),
    reply: z.int(),
    status: [200],
  }),
} as const
