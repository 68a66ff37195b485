import { type BlockTypeDefinition, checksumOf } from '@millrace/blocks'
import type { Client } from '@millrace/client'
import { isStatus } from '@millrace/client/errors'
import type { BlockDocument, Json } from '@millrace/protocol'
import { currentSession } from '../connection/session.ts'
import { MillraceError } from '../errors.ts'
import { type Block, plainData, type SavedAs } from './block.ts'
import { BlockNotFound } from './errors.ts'

/** Reads a block with its secrets. @throws BlockNotFound. */
export async function readDocument(slug: string, name: string): Promise<BlockDocument> {
  const { client } = await currentSession()
  try {
    return await client.blockTypes.readDocument({ params: { slug, block_document_name: name }, query: { include_secrets: true } })
  } catch (error) {
    throw isStatus(error, 404)
      ? new BlockNotFound(`there is no block '${slug}/${name}'; make it in the UI, or by save()`, { cause: error })
      : error
  }
}

/** Reads a block by its id, with its secrets. @throws BlockNotFound. */
export async function readDocumentById(id: string): Promise<BlockDocument> {
  const { client } = await currentSession()
  try {
    return await client.blockDocuments.read({ params: { id }, query: { include_secrets: true } })
  } catch (error) {
    throw isStatus(error, 404) ? new BlockNotFound(`there is no block with the id ${id}`, { cause: error }) : error
  }
}

/** Writes a block whose type is registered. */
export async function saveDocument(block: Block<object>, name: string, overwrite: boolean): Promise<SavedAs> {
  const { client } = await currentSession()
  const { slug, definition } = block.type
  const schema = await client.blockSchemas.readByChecksum({ params: { checksum: checksumOf(definition.fields) }, query: {} })
  const data = plainData(block.values) as Record<string, Json>
  const block_type_id = schema.block_type_id ?? (await client.blockTypes.readBySlug({ params: { slug } })).id
  try {
    const { id } = await client.blockDocuments.create({ body: { name, data, block_schema_id: schema.id, block_type_id } })
    return { id, name }
  } catch (error) {
    if (!isStatus(error, 409)) throw error
    if (!overwrite)
      throw new MillraceError(`there is a block '${slug}/${name}' already; pass { overwrite: true } to change it`, { cause: error })
  }
  const { id } = await readDocument(slug, name)
  await client.blockDocuments.update({ params: { id }, body: { data, block_schema_id: schema.id, merge_existing_data: false } })
  return { id, name }
}

/** Deletes a block; false when there is none. */
export async function deleteDocument(slug: string, name: string): Promise<boolean> {
  const { client } = await currentSession()
  try {
    const { id } = await client.blockTypes.readDocument({ params: { slug, block_document_name: name }, query: {} })
    await client.blockDocuments.delete({ params: { id } })
    return true
  } catch (error) {
    if (isStatus(error, 404)) return false
    throw error
  }
}

/** What was registered by this process, by server and checksum. */
const registered = new WeakMap<Client, Map<string, Promise<void>>>()

/** Tells the server of a type and its fields; once for each form of it. */
export async function registerType(definition: BlockTypeDefinition): Promise<void> {
  const { client } = await currentSession()
  const here = registered.get(client) ?? new Map<string, Promise<void>>()
  registered.set(client, here)
  const checksum = checksumOf(definition.fields)
  const registering = here.get(checksum) ?? register(client, definition)
  here.set(checksum, registering)
  registering.catch(() => here.delete(checksum))
  await registering
}

async function register(client: Client, { fields, capabilities, ...definition }: BlockTypeDefinition): Promise<void> {
  const block_type_id = await registerOnlyType(client, definition)
  await client.blockSchemas.create({ body: { fields, block_type_id, capabilities: [...capabilities], version: 'non-versioned' } })
}

async function registerOnlyType(
  client: Client,
  { slug, name, description, codeExample, documentationUrl }: Omit<BlockTypeDefinition, 'fields' | 'capabilities'>,
): Promise<string> {
  const shown = { description, code_example: codeExample, documentation_url: documentationUrl }
  try {
    const { id, is_protected: isBuiltIn } = await client.blockTypes.readBySlug({ params: { slug } })
    if (!isBuiltIn) await client.blockTypes.update({ params: { id }, body: shown })
    return id
  } catch (error) {
    if (!isStatus(error, 404)) throw error
    return (await client.blockTypes.create({ body: { name, slug, logo_url: null, ...shown } })).id
  }
}
