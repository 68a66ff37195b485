import { isPythonObject, type PythonObject, readPythonJson } from '@millrace/blocks'
import { type BlockSchema, type blockSchemaRoutes, type Handlers, Reply } from '@millrace/protocol'
import { presentBlockSchema } from '../blocks/present-blocks.ts'
import { saveBlockSchema } from '../blocks/save-block-schema.ts'
import type { RequestContext } from '../http/request-context.ts'
import { deleteBlockSchema, listBlockSchemas, readBlockSchema, readBlockSchemaByChecksum } from '../store/queries/block-schemas.ts'
import { readBlockType, readBlockTypes } from '../store/queries/block-types.ts'
import type { BlockSchemaRow } from '../store/schema.ts'
import type { Queries } from '../store/store.ts'
import { Forbidden, NotFound } from './errors.ts'
import { sliceOf } from './page.ts'

/** Handlers of the block schema routes. */
export const blockSchemaHandlers: Handlers<typeof blockSchemaRoutes, RequestContext> = {
  async create({ store, clock }, { body, bodyText }) {
    const fields = pythonFields(bodyText)
    const { schema, created } = await store.write(async (tx) => {
      const type = await readBlockType(tx, { id: body.block_type_id })
      if (type === undefined) throw new NotFound(`Block type ${body.block_type_id} not found.`)
      const saved = await saveBlockSchema(tx, { ...body, fields }, clock.now())
      const [answer] = await presentSchemas(tx, [saved.schema])
      return { schema: answer as BlockSchema, created: saved.created }
    })
    return new Reply(created ? 201 : 200, schema)
  },

  read: ({ store }, { params }) => store.read(async (queries) => await presented(queries, await readBlockSchema(queries, params.id))),

  readByChecksum: ({ store }, { params, query }) =>
    store.read(async (queries) => await presented(queries, await readBlockSchemaByChecksum(queries, params.checksum, query.version))),

  async delete({ store }, { params }) {
    await store.write(async (tx) => {
      const { block_type: type, id } = await presented(tx, await readBlockSchema(tx, params.id))
      if (type?.is_protected === true) throw new Forbidden('Block schemas for protected block types cannot be deleted.')
      await deleteBlockSchema(tx, id)
    })
    return undefined
  },

  filter: (context, { body }) =>
    context.store.read(async (queries) =>
      presentSchemas(queries, await listBlockSchemas(queries, { filter: body.block_schemas, ...sliceOf(context, body) })),
    ),
}

/** The fields as the caller wrote them: Python's `5.0` and `5` have different checksums. */
function pythonFields(bodyText: string | undefined): PythonObject {
  const body = readPythonJson(bodyText ?? '{}')
  const fields = isPythonObject(body) ? body['fields'] : undefined
  return isPythonObject(fields) ? fields : {}
}

async function presented(queries: Queries, row: BlockSchemaRow | undefined): Promise<BlockSchema> {
  const [schema] = row === undefined ? [] : await presentSchemas(queries, [row])
  if (schema === undefined) throw new NotFound('Block schema not found')
  return schema
}

/** Adds to each schema its type. */
async function presentSchemas(queries: Queries, rows: readonly BlockSchemaRow[]): Promise<BlockSchema[]> {
  const types = new Map((await readBlockTypes(queries, [...new Set(rows.map((row) => row.block_type_id))])).map((type) => [type.id, type]))
  return rows.flatMap((row) => {
    const type = types.get(row.block_type_id)
    return type === undefined ? [] : [presentBlockSchema(row, type)]
  })
}
