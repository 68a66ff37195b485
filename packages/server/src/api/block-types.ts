import type { BlockType, blockTypeRoutes, Handlers } from '@millrace/protocol'
import { v7 } from 'uuid'
import { readBlockGraph } from '../blocks/block-graph.ts'
import { registerBlockTypes } from '../blocks/register-block-types.ts'
import { blockTypeChanged } from '../events/changes/block-type.ts'
import { tell } from '../events/tell.ts'
import type { RequestContext } from '../http/request-context.ts'
import { IntegrityError } from '../store/errors.ts'
import { listBlockDocumentsOfType, readBlockDocumentByName } from '../store/queries/block-documents.ts'
import {
  type BlockTypeKey,
  deleteBlockType,
  insertBlockType,
  listBlockTypes,
  readBlockType,
  updateBlockType,
} from '../store/queries/block-types.ts'
import type { BlockTypeRow } from '../store/schema.ts'
import type { Queries } from '../store/store.ts'
import { changesOf } from './changes.ts'
import { Conflict, Forbidden, NotFound } from './errors.ts'
import { sliceOf } from './page.ts'
import { presentGraph } from './present-graph.ts'

/** Handlers of the block type routes. A type's row is its answer. */
export const blockTypeHandlers: Handlers<typeof blockTypeRoutes, RequestContext> = {
  async create(context, { body }) {
    if (/^prefect/i.test(body.name)) throw new Forbidden("Block type names beginning with 'Prefect' are reserved.")
    const now = context.clock.now()
    const { description, code_example: example } = body
    const row = { id: v7(), created: now, updated: now, ...body, description: escape(description), code_example: escape(example) }
    const type = { ...row, is_protected: false }
    await named(body.name, () =>
      context.store.write(async (tx) => {
        await insertBlockType(tx, type)
        await tell(context, tx, [blockTypeChanged('created', type)])
      }),
    )
    return type
  },

  read: ({ store }, { params }) => store.read((queries) => existing(queries, params)),
  readBySlug: ({ store }, { params }) => store.read((queries) => existing(queries, params)),

  async update(context, { params, body }) {
    const changes = changesOf<BlockTypeRow>(body, ['logo_url', 'documentation_url', 'description', 'code_example'])
    await context.store.write(async (tx) => {
      const type = await existing(tx, params)
      // Every save of a block says anew what its type is: only what differs is worth a write.
      if (!isDifferent(type, changes)) return
      const updated = context.clock.now()
      await updateBlockType(tx, type.id, { ...changes, updated })
      await tell(context, tx, [blockTypeChanged('updated', { ...type, ...changes, updated })])
    })
    return undefined
  },

  async delete(context, { params }) {
    await context.store.write(async (tx) => {
      const type = await existing(tx, params)
      if (type.is_protected) throw new Forbidden('protected block types cannot be deleted.')
      await deleteBlockType(tx, type.id)
      await tell(context, tx, [blockTypeChanged('deleted', type)])
    })
    return undefined
  },

  filter: (context, { body }) =>
    context.store.read((queries) =>
      listBlockTypes(queries, { types: body.block_types, schemas: body.block_schemas, ...sliceOf(context, body) }),
    ),

  async installSystemBlockTypes(context) {
    await registerBlockTypes(context)
    return null
  },

  async listDocuments(context, { params, query }) {
    const graph = await context.store.read(async (queries) => {
      const type = await existing(queries, params)
      return await readBlockGraph(queries, await listBlockDocumentsOfType(queries, type.id))
    })
    return await presentGraph(context, graph, query.include_secrets)
  },

  async readDocument(context, { params: { slug, block_document_name: name }, query }) {
    const graph = await context.store.read(async (queries) => {
      const row = await readBlockDocumentByName(queries, slug, name)
      return row === undefined ? undefined : await readBlockGraph(queries, [row])
    })
    const [document] = graph === undefined ? [] : await presentGraph(context, graph, query.include_secrets)
    if (document === undefined) throw new NotFound('Block document not found')
    return document
  },
}

async function existing(queries: Queries, key: BlockTypeKey): Promise<BlockTypeRow> {
  const type = await readBlockType(queries, key)
  if (type === undefined) throw new NotFound('Block type not found')
  return type
}

/** As Prefect keeps texts that pages show. */
const escape = (text: string | null): string | null =>
  text === null ? null : text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const isDifferent = (type: BlockType, changes: Partial<BlockTypeRow>): boolean =>
  Object.entries(changes).some(([column, value]) => type[column as keyof BlockTypeRow] !== value)

/** Says which name is taken when a write finds that one is. */
async function named<Result>(name: string, write: () => Promise<Result>): Promise<Result> {
  try {
    return await write()
  } catch (error) {
    if (!(error instanceof IntegrityError)) throw error
    throw new Conflict(`Block type with name "${name}" already exists`)
  }
}
