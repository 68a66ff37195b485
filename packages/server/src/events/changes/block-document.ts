import type { Json } from '@millrace/protocol'
import { secretFieldsOf } from '../../blocks/present-blocks.ts'
import type { BlockDocumentRow, BlockSchemaRow, BlockTypeRow } from '../../store/schema.ts'
import type { Told } from '../tell.ts'
import { type Change, objectChanged } from './object-changed.ts'

/** A block document with what it is made of. */
export interface WholeDocument {
  readonly row: Pick<BlockDocumentRow, 'id' | 'name' | 'block_type_id' | 'block_schema_id'>
  /** Its own, decrypted. */
  readonly data: Readonly<Record<string, Json>>
  readonly schema: BlockSchemaRow | undefined
  readonly type: BlockTypeRow | undefined
}

/** That a block document was created, updated or deleted, with those texts of its data that are no secrets. */
export function blockDocumentChanged(what: Change, { row, data, schema, type }: WholeDocument): Told {
  // A secret inside a field is in no text of its own; patterns of Prefect, such as `headers.*`, begin with the field.
  const secret = new Set((schema === undefined ? Object.keys(data) : secretFieldsOf(schema)).map((path) => path.split('.')[0]))
  const texts = Object.entries(data).filter(([field, value]) => typeof value === 'string' && !secret.has(field) && !secret.has('*'))
  const block_schema = schema && { capabilities: schema.capabilities, block_type: { id: row.block_type_id, name: type?.name ?? '' } }
  return objectChanged('block-document', what, row, {
    payload: { name: row.name, data: Object.fromEntries(texts), block_schema: block_schema ?? null },
    related: [
      {
        'prefect.resource.id': `prefect.block-type.${row.block_type_id}`,
        'prefect.resource.role': 'block-type',
        ...(type === undefined ? {} : { 'prefect.resource.name': type.name }),
      },
      { 'prefect.resource.id': `prefect.block-schema.${row.block_schema_id}`, 'prefect.resource.role': 'block-schema' },
    ],
  })
}
