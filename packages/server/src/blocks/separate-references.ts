import { type Json, uuid } from '@millrace/protocol'
import { BadRequest } from '../api/errors.ts'

/** What a block holds itself, and which other blocks it refers to, by the name of the field. */
export interface SeparatedData {
  readonly data: Record<string, Json>
  readonly references: ReadonlyMap<string, string>
}

/** Tells apart what stands in the data itself from `{"$ref": {"block_document_id": …}}`. Throws `BadRequest` for a reference to nothing. */
export function separateReferences(given: { readonly [key: string]: Json }): SeparatedData {
  const data: Record<string, Json> = {}
  const references = new Map<string, string>()
  for (const [key, value] of Object.entries(given)) {
    if (typeof value === 'object' && value !== null && '$ref' in value) references.set(key, targetOf(key, value['$ref']))
    else data[key] = value
  }
  return { data, references }
}

function targetOf(key: string, target: Json): string {
  const id = typeof target === 'object' && target !== null && 'block_document_id' in target ? target['block_document_id'] : undefined
  if (id === undefined || id === null) throw new BadRequest(`Received block reference without a block_document_id in key ${key}`)
  const read = uuid.safeParse(id)
  if (!read.success) throw new BadRequest(`Expected the block_document_id in key ${key} to be a UUID, got ${JSON.stringify(id)}`)
  return read.data
}
