import type { JsonObject, Stored } from './stored.ts'

export interface BlockTypeRow extends Stored {
  name: string
  slug: string
  logo_url: string | null
  documentation_url: string | null
  description: string | null
  code_example: string | null
  is_protected: boolean
}

export interface BlockSchemaRow extends Stored {
  checksum: string
  fields: JsonObject
  block_type_id: string
  capabilities: string[]
  version: string
}

export interface BlockDocumentRow extends Stored {
  name: string
  /** The data with every secret value encrypted (AES-256-GCM; key outside the database). */
  encrypted_data: string
  block_schema_id: string
  block_type_id: string
  is_anonymous: boolean
}

export interface BlockDocumentReferenceRow {
  id: string
  name: string
  parent_block_document_id: string
  reference_block_document_id: string
}
