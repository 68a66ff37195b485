import type { BlockDocument, blockDocumentRoutes, Handlers } from '@millrace/protocol'
import { v4, v7 } from 'uuid'
import { type BlockGraph, readBlockGraph } from '../blocks/block-graph.ts'
import { addBlockReferences, changeBlockDocument } from '../blocks/change-block-document.ts'
import { sealData } from '../blocks/sealed-data.ts'
import { separateReferences } from '../blocks/separate-references.ts'
import { tellOfDocument } from '../blocks/tell-of-document.ts'
import type { RequestContext } from '../http/request-context.ts'
import { IntegrityError } from '../store/errors.ts'
import {
  countBlockDocuments,
  deleteBlockDocument,
  hasBlockDocument,
  insertBlockDocument,
  listBlockDocuments,
  readBlockDocument,
} from '../store/queries/block-documents.ts'
import { readBlockType } from '../store/queries/block-types.ts'
import { Conflict, NotFound } from './errors.ts'
import { sliceOf } from './page.ts'
import { presentGraph } from './present-graph.ts'

/** Handlers of the block document routes. */
export const blockDocumentHandlers: Handlers<typeof blockDocumentRoutes, RequestContext> = {
  async create(context, { body }) {
    const { store, clock, secrets } = context
    const { data, references } = separateReferences(body.data)
    const box = await secrets.open()
    const now = clock.now()
    const [id, name] = [v7(), body.name ?? `anonymous-${v4()}`]
    const { block_schema_id, block_type_id, is_anonymous } = body
    const columns = { id, created: now, updated: now, name, block_schema_id, block_type_id, is_anonymous }
    const graph = await unlessTaken(() =>
      store.write(async (tx) => {
        if ((await readBlockType(tx, { id: block_type_id })) === undefined) throw new NotFound('Block type not found')
        if (await hasBlockDocument(tx, block_type_id, name)) throw new Conflict(TAKEN)
        const row = { ...columns, encrypted_data: sealData(box, id, data) }
        await insertBlockDocument(tx, row)
        await addBlockReferences(tx, id, references)
        await tellOfDocument(context, tx, 'created', box, row)
        return await readBlockGraph(tx, [row])
      }),
    )
    return await only(context, graph, false)
  },

  async read(context, { params, query }) {
    const graph = await context.store.read(async (queries) => {
      const row = await readBlockDocument(queries, params.id)
      return row === undefined ? undefined : await readBlockGraph(queries, [row])
    })
    return await only(context, graph, query.include_secrets)
  },

  async update(context, { params, body }) {
    const box = await context.secrets.open()
    await context.store.write(async (tx) => {
      await changeBlockDocument(tx, { id: params.id, box, now: context.clock.now(), ...body })
      const row = await readBlockDocument(tx, params.id)
      if (row !== undefined) await tellOfDocument(context, tx, 'updated', box, row)
    })
    return undefined
  },

  async delete(context, { params }) {
    const box = await context.secrets.open()
    await context.store.write(async (tx) => {
      const row = await readBlockDocument(tx, params.id)
      if (row === undefined) throw absent()
      await tellOfDocument(context, tx, 'deleted', box, row)
      await deleteBlockDocument(tx, params.id)
    })
    return undefined
  },

  async filter(context, { body }) {
    const { block_documents: documents, block_types: types, block_schemas: schemas } = body
    const graph = await context.store.read(async (queries) => {
      const wanted = { documents, types, schemas, sort: body.sort ?? 'NAME_ASC', ...sliceOf(context, body) } as const
      return await readBlockGraph(queries, await listBlockDocuments(queries, wanted))
    })
    return await presentGraph(context, graph, body.include_secrets)
  },

  count: ({ store }, { body: { block_documents: documents, block_types: types, block_schemas: schemas } }) =>
    store.read((queries) => countBlockDocuments(queries, { documents, types, schemas })),
}

const TAKEN = 'Block already exists'

const absent = (): NotFound => new NotFound('Block document not found')

async function only(context: RequestContext, graph: BlockGraph | undefined, includeSecrets: boolean): Promise<BlockDocument> {
  const [document] = graph === undefined ? [] : await presentGraph(context, graph, includeSecrets)
  if (document === undefined) throw absent()
  return document
}

/** Another process may have taken the name after it was looked up. */
async function unlessTaken<Result>(write: () => Promise<Result>): Promise<Result> {
  try {
    return await write()
  } catch (error) {
    if (error instanceof IntegrityError && error.kind === 'unique') throw new Conflict(TAKEN)
    throw error
  }
}
