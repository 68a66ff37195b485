import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { BlockDocument, BlockSchema } from '@millrace/protocol'
import { api } from '../../api/api.ts'
import { usersAmong } from './users.ts'

/** The first 200 named blocks by name; secrets stay where they are. */
export const blocksQuery = (name: string | undefined) =>
  queryOptions({
    queryKey: ['blocks', { name }],
    queryFn: ({ signal }) =>
      api.blockDocuments.filter({
        body: {
          block_documents: { is_anonymous: { eq_: false }, ...(name === undefined ? {} : { name: { like_: name } }) },
          include_secrets: false,
        },
        signal,
      }),
    placeholderData: keepPreviousData,
  })

/** One block, its secrets masked. */
export const blockQuery = (id: string) =>
  queryOptions({ queryKey: ['block', id], queryFn: ({ signal }) => api.blockDocuments.read({ params: { id }, signal }) })

/** Every type of blocks that one call answers: 200 of them. */
export const blockTypesQuery = queryOptions({
  queryKey: ['block types'],
  staleTime: 60_000,
  queryFn: ({ signal }) => api.blockTypes.filter({ body: {}, signal }),
})

/** What kind of thing a type of blocks is, by what its blocks can do. */
export type BlockGroup = 'notify' | 'storage' | 'infrastructure' | 'other'

/** The groups of types, by the ids of those. */
export const blockGroupsQuery = queryOptions({
  queryKey: ['block types', 'groups'],
  staleTime: 60_000,
  queryFn: async ({ signal }): Promise<ReadonlyMap<string, BlockGroup>> => {
    const schemas = await api.blockSchemas.filter({ body: {}, signal })
    return new Map(schemas.toReversed().map(({ block_type_id: type, capabilities }) => [type ?? '', groupOf(capabilities)]))
  },
})

function groupOf(capabilities: readonly string[]): BlockGroup {
  if (capabilities.includes('notify')) return 'notify'
  if (capabilities.includes('run-infrastructure')) return 'infrastructure'
  return capabilities.some((can) => /^(?:write-path|read-path|get-directory|put-directory)$/.test(can)) ? 'storage' : 'other'
}

/** What uses a block: blocks that hold it, deployments whose code or infrastructure it is, automations that call or send by it. */
export const blockUsersQuery = (id: string) =>
  queryOptions({
    queryKey: ['block', id, 'users'],
    queryFn: async ({ signal }) => {
      const [blocks, deployments, automations] = await Promise.all([
        api.blockDocuments.filter({ body: { include_secrets: false }, signal }),
        api.deployments.filter({ body: {}, signal }),
        api.automations.filter({ body: {}, signal }),
      ])
      return usersAmong(id, blocks, deployments, automations)
    },
  })

/** A type of blocks with its newest schema; null for a type that has none. */
export const blockTypeQuery = (slug: string) =>
  queryOptions({
    queryKey: ['block type', slug],
    queryFn: async ({ signal }) => {
      const type = await api.blockTypes.readBySlug({ params: { slug }, signal })
      const schemas = await api.blockSchemas.filter({
        body: { block_schemas: { block_type_id: { any_: [type.id ?? ''] } }, limit: 1 },
        signal,
      })
      return { type, schema: schemas[0] ?? null }
    },
  })

/** Named blocks of some types, to choose from. */
export const blocksOfTypesQuery = (slugs: readonly string[]) =>
  queryOptions({
    queryKey: ['blocks', 'of types', slugs],
    queryFn: ({ signal }) =>
      api.blockDocuments.filter({
        body: { block_documents: { is_anonymous: { eq_: false } }, block_types: { slug: { any_: [...slugs] } }, include_secrets: false },
        signal,
      }),
  })

type Data = BlockDocument['data']

/** Makes a block and answers its id. */
export async function createBlock({ id, block_type_id: type }: BlockSchema, name: string, data: Data): Promise<string> {
  const made = await api.blockDocuments.create({ body: { name, data, block_schema_id: id ?? '', block_type_id: type ?? '' } })
  return made.id ?? ''
}

/** Replaces the data of a block; what is `********` for a secret stays. */
export const changeBlock = (id: string, schemaId: string, data: Data) =>
  api.blockDocuments.update({ params: { id }, body: { data, block_schema_id: schemaId, merge_existing_data: false } })

export const deleteBlock = (id: string) => api.blockDocuments.delete({ params: { id } })
