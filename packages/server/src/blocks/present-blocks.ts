import type { BlockDocument, BlockSchema, Json } from '@millrace/protocol'
import type { SecretBox } from '../secrets/secret-box.ts'
import type { BlockDocumentRow, BlockSchemaRow, BlockTypeRow } from '../store/schema.ts'
import type { BlockGraph } from './block-graph.ts'
import { maskSecrets } from './mask-secrets.ts'
import { unsealData } from './sealed-data.ts'

/** Deepest nesting of blocks in blocks that is followed. */
const MAXIMUM_DEPTH = 50

type References = Record<string, Json>

/** A block's schema as it is answered. */
export const presentBlockSchema = (schema: BlockSchemaRow, type: BlockTypeRow): BlockSchema => ({ ...schema, block_type: type })

/** The documents of a graph as they are answered: what they refer to stands in their data, secrets masked unless they are asked for. */
export const presentBlocks = (graph: BlockGraph, box: SecretBox, includeSecrets: boolean): BlockDocument[] =>
  graph.roots.map((row) => {
    const { schema, type } = kindOf(graph, row)
    const { encrypted_data: _, ...columns } = row
    return {
      ...columns,
      ...contentOf(graph, row, box, includeSecrets, 0),
      block_schema: presentBlockSchema(schema, graph.types.get(schema.block_type_id) ?? type),
      block_type_name: type.name,
      block_type: type,
    }
  })

interface Content {
  readonly data: Record<string, Json>
  readonly block_document_references: References
}

function contentOf(graph: BlockGraph, row: BlockDocumentRow, box: SecretBox, includeSecrets: boolean, depth: number): Content {
  const own = unsealData(box, row)
  const data: Record<string, Json> = { ...(includeSecrets ? own : maskSecrets(own, secretFieldsOf(kindOf(graph, row).schema))) }
  const references: References = {}
  for (const { name, reference_block_document_id: id } of graph.references.get(row.id) ?? []) {
    const child = graph.documents.get(id)
    if (child === undefined || depth >= MAXIMUM_DEPTH) continue
    const content = contentOf(graph, child, box, includeSecrets, depth + 1)
    data[name] = content.data
    references[name] = {
      block_document: {
        id,
        name: child.name,
        block_type: { ...kindOf(graph, child).type },
        is_anonymous: child.is_anonymous,
        block_document_references: content.block_document_references,
      },
    }
  }
  return { data, block_document_references: references }
}

function kindOf({ schemas, types }: BlockGraph, row: BlockDocumentRow): { schema: BlockSchemaRow; type: BlockTypeRow } {
  const [schema, type] = [schemas.get(row.block_schema_id), types.get(row.block_type_id)]
  if (schema === undefined || type === undefined) throw new Error(`expected the block ${row.id} to have a schema and a type`)
  return { schema, type }
}

/** The paths of a schema's secrets. */
export function secretFieldsOf({ fields }: Pick<BlockSchemaRow, 'fields'>): string[] {
  const paths = fields['secret_fields']
  return Array.isArray(paths) ? paths.filter((path) => typeof path === 'string') : []
}
