import { readBlockDocuments, readBlockReferences } from '../store/queries/block-documents.ts'
import { readBlockSchemas } from '../store/queries/block-schemas.ts'
import { readBlockTypes } from '../store/queries/block-types.ts'
import type { BlockDocumentReferenceRow, BlockDocumentRow, BlockSchemaRow, BlockTypeRow } from '../store/schema.ts'
import type { Queries } from '../store/store.ts'

/** Documents with all that they refer to, still encrypted. */
export interface BlockGraph {
  readonly roots: readonly BlockDocumentRow[]
  readonly documents: ReadonlyMap<string, BlockDocumentRow>
  readonly references: ReadonlyMap<string, readonly BlockDocumentReferenceRow[]>
  readonly types: ReadonlyMap<string, BlockTypeRow>
  readonly schemas: ReadonlyMap<string, BlockSchemaRow>
}

/** Reads what documents refer to, directly and through others: two queries for each level. */
export async function readBlockGraph(queries: Queries, roots: readonly BlockDocumentRow[]): Promise<BlockGraph> {
  const documents = new Map(roots.map((row) => [row.id, row]))
  const references = new Map<string, BlockDocumentReferenceRow[]>()
  let level = [...documents.keys()]
  while (level.length > 0) {
    const found = await readBlockReferences(queries, level)
    for (const row of found) references.set(row.parent_block_document_id, [...(references.get(row.parent_block_document_id) ?? []), row])
    const missing = new Set(found.map((row) => row.reference_block_document_id).filter((id) => !documents.has(id)))
    level = [...missing]
    if (level.length > 0) for (const row of await readBlockDocuments(queries, level)) documents.set(row.id, row)
  }
  const rows = [...documents.values()]
  const schemas = await readBlockSchemas(queries, [...new Set(rows.map((row) => row.block_schema_id))])
  // A document may say that it is of another type than its schema.
  const types = await readBlockTypes(queries, [...new Set([...rows, ...schemas].map((row) => row.block_type_id))])
  return { roots, documents, references, types: byId(types), schemas: byId(schemas) }
}

const byId = <Row extends { readonly id: string }>(rows: readonly Row[]): Map<string, Row> => new Map(rows.map((row) => [row.id, row]))

/** Whether `parent` would refer to itself, in the end, if it referred to `target`. */
export async function wouldFormCycle(queries: Queries, parent: string, target: string): Promise<boolean> {
  const visited = new Set<string>()
  let level = [target]
  while (level.length > 0) {
    if (level.includes(parent)) return true
    for (const id of level) visited.add(id)
    const found = await readBlockReferences(queries, level)
    level = [...new Set(found.map((row) => row.reference_block_document_id))].filter((id) => !visited.has(id))
  }
  return false
}
