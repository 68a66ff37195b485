import type { BlockDocument, BlockSchema } from '@millrace/protocol'
import { isObject, type Schema } from '../schema-form/schema.ts'

/** A field that holds another block. */
export interface ReferenceField {
  readonly name: string
  /** The types that it may be of. */
  readonly types: readonly string[]
}

/** The fields of a schema that hold other blocks. */
export function referencesOf({ fields }: Pick<BlockSchema, 'fields'>): ReferenceField[] {
  const references = fields['block_schema_references']
  if (!isObject(references)) return []
  return Object.entries(references).map(([name, given]) => ({
    name,
    types: [given]
      .flat()
      .flatMap((each) => (isObject(each) && typeof each['block_type_slug'] === 'string' ? [each['block_type_slug']] : [])),
  }))
}

/** The schema without the fields that hold other blocks, for a form of the rest. */
export function ownSchema({ fields }: Pick<BlockSchema, 'fields'>): Schema {
  const held = new Set(referencesOf({ fields }).map(({ name }) => name))
  const properties = isObject(fields['properties']) ? fields['properties'] : {}
  const required = Array.isArray(fields['required']) ? (fields['required'] as readonly unknown[]) : []
  return {
    ...fields,
    properties: Object.fromEntries(Object.entries(properties).filter(([name]) => !held.has(name))),
    required: required.filter((name) => typeof name !== 'string' || !held.has(name)),
  }
}

/** The dotted names of what is kept secret. */
export const secretsOf = ({ fields }: Pick<BlockSchema, 'fields'>): readonly string[] =>
  Array.isArray(fields['secret_fields']) ? fields['secret_fields'].filter((name) => typeof name === 'string') : []

/** The ids of the blocks that a block holds, by its fields. */
export function heldBlocks({ block_document_references: references }: BlockDocument): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(references).flatMap(([name, given]) => {
      const document = isObject(given) ? given['block_document'] : undefined
      const id = isObject(document) ? document['id'] : undefined
      return typeof id === 'string' ? [[name, id] as const] : []
    }),
  )
}

/** The data of a block as it is sent: values, and references to the blocks that it holds. */
export const dataOf = (values: Schema, held: ReadonlyMap<string, string>): BlockDocument['data'] =>
  ({
    ...Object.fromEntries(Object.entries(values).filter(([name]) => !held.has(name))),
    ...Object.fromEntries([...held].map(([name, id]) => [name, { $ref: { block_document_id: id } }])),
  }) as BlockDocument['data']
