import type { Json } from '@millrace/protocol'
import { checksumOf } from './checksum.ts'
import type { BlockField } from './fields.ts'

/** The fields of a block as a JSON schema in pydantic's form, with what Prefect adds for blocks. */
export interface BlockFields {
  readonly [key: string]: Json
  readonly title: string
  readonly type: 'object'
  readonly properties: { readonly [name: string]: Json }
  readonly block_type_slug: string
  /** Paths whose values are shown as `********`: dotted, `*` for every key of an object. */
  readonly secret_fields: readonly string[]
  readonly block_schema_references: { readonly [name: string]: Json }
}

/** What a block can do, by the names that clients filter by. */
export type Capability = 'get-directory' | 'put-directory' | 'read-path' | 'write-path' | 'run-infrastructure' | 'docker-login' | 'notify'

/** Typed, named configuration: what it is called, which fields it has, what it can do. */
export interface BlockTypeDefinition {
  readonly slug: string
  readonly name: string
  readonly description: string
  readonly codeExample: string | null
  readonly documentationUrl: string | null
  readonly capabilities: readonly Capability[]
  readonly fields: BlockFields
}

interface Spec {
  readonly slug: string
  readonly name: string
  /** The title of the schema, by which others refer to it: the name of the class in Prefect. */
  readonly title: string
  readonly description: string
  readonly codeExample?: string
  readonly capabilities?: readonly Capability[]
  readonly fields: Readonly<Record<string, BlockField>>
}

/** Makes a block type out of its fields; what follows from them (required and secret ones, references to blocks) is worked out. */
export function defineBlock({ slug, name, title, description, codeExample, capabilities = [], fields }: Spec): BlockTypeDefinition {
  const entries = Object.entries(fields)
  const required = entries.filter(([, field]) => field.required).map(([key]) => key)
  const nested = entries.flatMap(([key, { block }]) => (block === undefined ? [] : [{ key, block }]))
  const definitions = Object.assign({}, ...entries.map(([, field]) => field.definitions ?? {})) as Record<string, Json>
  return {
    slug,
    name,
    description,
    codeExample: codeExample ?? null,
    documentationUrl: null,
    capabilities: [...capabilities].toSorted(),
    fields: {
      title,
      description,
      type: 'object',
      properties: Object.fromEntries(entries.map(([key, field], position) => [key, { ...field.schema, position }])),
      ...(required.length === 0 ? {} : { required }),
      block_type_slug: slug,
      secret_fields: entries.flatMap(([key, { secrets }]) => secrets.map((path) => (path === '' ? key : `${key}.${path}`))),
      block_schema_references: Object.fromEntries(
        nested.map(({ key, block }) => [key, { block_type_slug: block.slug, block_schema_checksum: checksumOf(block.fields) }]),
      ),
      ...(Object.keys(definitions).length === 0 ? {} : { definitions }),
    },
  }
}
