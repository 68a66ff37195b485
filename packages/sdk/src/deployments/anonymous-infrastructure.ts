import type { Client } from '@millrace/client'
import { isStatus } from '@millrace/client/errors'
import type { BlockSchema, BlockType, Json } from '@millrace/protocol'
import { PROCESS_INFRASTRUCTURE } from './definition.ts'
import { UnknownInfrastructureBlock } from './errors.ts'

type JsonObject = Readonly<Record<string, Json>>

/** The infrastructure that a deployment can have without a block of its own name. */
export const INFRASTRUCTURE_TYPES = ['process', 'docker-container', 'kubernetes-job'] as const

/**
 * The infrastructure of a deployment file that is of a type rather than of a block: all fields of the type as they
 * usually are. The block that holds them is made when the deployment is applied, and is anonymous.
 *
 * @throws UnknownInfrastructureBlock when the server does not know the type.
 */
export async function infrastructureOfType(client: Client, type: string): Promise<Record<string, Json>> {
  const about = { _is_anonymous: true, block_type_slug: type, _block_type_slug: type }
  if (type === 'process') return { ...PROCESS_INFRASTRUCTURE, ...about }
  const { schema } = await typeOf(client, type)
  const properties = Object.entries((schema.fields['properties'] ?? {}) as Readonly<Record<string, JsonObject>>)
  const usual = properties.flatMap(([name, { default: value }]) => (value === undefined ? [] : [[name, value] as const]))
  return { type, ...Object.fromEntries(usual), ...about }
}

/**
 * Keeps the infrastructure of a file in an anonymous block, and answers its id: in the one that the deployment has
 * already, where that is of the same type.
 */
export async function keepAnonymous(client: Client, infrastructure: JsonObject, before: string | null): Promise<string> {
  const named = infrastructure['_block_type_slug'] ?? infrastructure['block_type_slug'] ?? infrastructure['type']
  const slug = typeof named === 'string' ? named : ''
  const { type, schema } = await typeOf(client, slug)
  const data = Object.fromEntries(
    Object.entries(infrastructure).filter(([key, value]) => !key.startsWith('_') && key !== 'block_type_slug' && value !== null),
  )
  if (before !== null && (await isOwn(client, before, type.id))) {
    await client.blockDocuments.update({ params: { id: before }, body: { data, block_schema_id: schema.id, merge_existing_data: false } })
    return before
  }
  const body = { data, block_type_id: type.id, block_schema_id: schema.id, is_anonymous: true }
  return (await client.blockDocuments.create({ body })).id
}

async function isOwn(client: Client, id: string, typeId: string): Promise<boolean> {
  try {
    const document = await client.blockDocuments.read({ params: { id } })
    return document.is_anonymous && document.block_type_id === typeId
  } catch (error) {
    if (isStatus(error, 404)) return false
    throw error
  }
}

async function typeOf(client: Client, slug: string): Promise<{ readonly type: BlockType; readonly schema: BlockSchema }> {
  const unknown = (cause?: unknown): UnknownInfrastructureBlock =>
    new UnknownInfrastructureBlock(`the server knows no blocks of the type '${slug}'`, { cause })
  try {
    const type = await client.blockTypes.readBySlug({ params: { slug } })
    const [schema] = await client.blockSchemas.filter({ body: { block_schemas: { block_type_id: { any_: [type.id] } }, limit: 1 } })
    if (schema === undefined) throw unknown()
    return { type, schema }
  } catch (error) {
    throw isStatus(error, 404) ? unknown(error) : error
  }
}
