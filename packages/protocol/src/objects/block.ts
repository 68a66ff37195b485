import { z } from 'zod'
import { identity, json, jsonObject, uuid } from '../values/scalars.ts'

const slug = z.string().regex(/^[a-z0-9-]+$/)
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
  name: z.string().min(1),
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

export const blockDocumentCreate = z.strictObject({
  name: z.string().nullish().default(null),
  data: jsonObject.default({}),
  block_schema_id: uuid,
  block_type_id: uuid,
  is_anonymous: z.boolean().default(false),
})

export const blockDocumentUpdate = z.strictObject({
  block_schema_id: uuid.nullish(),
  data: jsonObject,
  /** True (default): keys that are not named keep their value. */
  merge_existing_data: z.boolean().default(true),
})
