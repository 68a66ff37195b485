import { z } from 'zod'
import { identity, json, jsonObject, name, uuid } from '../values/scalars.ts'

const NAME = /^[^/%&><]+$/
const PLAIN = /^[a-z0-9-]+$/
const plain = (field: string): { error: string; params: { type: string } } => ({
  error: `${field} must only contain lowercase letters, numbers, and dashes.`,
  params: { type: 'value_error' },
})
const slug = z.string().refine((value) => PLAIN.test(value), plain('Block type slug'))
const nullableText = z.string().nullable()

export const blockType = z.object({
  ...identity,
  name: z.string(),
  slug: z.string(),
  logo_url: nullableText,
  documentation_url: nullableText,
  description: nullableText,
  code_example: nullableText,
  is_protected: z.boolean(),
})
export type BlockType = z.output<typeof blockType>

const text = z.string().nullish().default(null)

export const blockTypeCreate = z.strictObject({
  name,
  slug,
  logo_url: text,
  documentation_url: text,
  description: text,
  code_example: text,
})
export const blockTypeUpdate = z.strictObject({
  logo_url: z.string().nullish(),
  documentation_url: z.string().nullish(),
  description: z.string().nullish(),
  code_example: z.string().nullish(),
})

export const blockSchema = z.object({
  ...identity,
  checksum: z.string(),
  fields: jsonObject,
  block_type_id: uuid.nullable(),
  block_type: blockType.nullable(),
  capabilities: z.array(z.string()),
  version: z.string(),
})
export type BlockSchema = z.output<typeof blockSchema>

export const blockSchemaCreate = z.strictObject({
  fields: jsonObject.default({}),
  block_type_id: uuid,
  capabilities: z.array(z.string()).default([]),
  version: z.string().default('non-versioned'),
})

export const blockDocument = z.object({
  ...identity,
  name: nullableText,
  data: jsonObject,
  block_schema_id: uuid,
  block_schema: blockSchema.nullable(),
  block_type_id: uuid,
  block_type_name: nullableText,
  block_type: blockType.nullable(),
  block_document_references: z.record(z.string(), json),
  is_anonymous: z.boolean(),
})
export type BlockDocument = z.output<typeof blockDocument>

export const blockDocumentCreate = z
  .strictObject({
    /** Made up for an anonymous block that has none. */
    name: z
      .string()
      .regex(NAME, { abort: true })
      .refine((value) => PLAIN.test(value), plain('Block document name'))
      .nullish()
      .default(null),
    data: jsonObject.default({}),
    block_schema_id: uuid,
    block_type_id: uuid,
    is_anonymous: z.boolean().default(false),
  })
  .refine((document) => document.is_anonymous || document.name !== null, {
    error: 'Names must be provided for block documents.',
    params: { type: 'value_error' },
  })

export const blockDocumentUpdate = z.strictObject({
  block_schema_id: uuid.nullish(),
  /** Nothing is changed without it, while `merge_existing_data` is true. */
  data: jsonObject.optional(),
  /** True (default): keys that are not named keep their value. */
  merge_existing_data: z.boolean().default(true),
})
