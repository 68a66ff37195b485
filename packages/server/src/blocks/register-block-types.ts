import { createHash } from 'node:crypto'
import { BLOCK_TYPES, type BlockTypeDefinition } from '@millrace/blocks'
import type { Timestamp } from '@millrace/protocol'
import { v7 } from 'uuid'
import type { ServerContext } from '../context.ts'
import { readBlockTypesBySlug, replaceBlockTypes } from '../store/queries/block-types.ts'
import { readConfiguration, writeConfiguration } from '../store/queries/configuration.ts'
import type { BlockTypeRow } from '../store/schema.ts'
import type { Queries, Transaction } from '../store/store.ts'
import { saveBlockSchema } from './save-block-schema.ts'

/** Under which the database remembers what was registered. */
const KEY = 'block-types'

const SLUGS = BLOCK_TYPES.map(({ slug }) => slug)

/**
 * Registers the built-in block types with their schemas, in one transaction, protected from deletion. Where nothing has changed since
 * the last time, two small reads are all it costs.
 */
export async function registerBlockTypes({ store, clock }: ServerContext): Promise<void> {
  const digest = createHash('sha256').update(JSON.stringify(BLOCK_TYPES)).digest('hex')
  if (await store.read((queries) => isRegistered(queries, digest))) return
  await store.write(async (tx) => {
    const now = clock.now()
    await replaceBlockTypes(
      tx,
      BLOCK_TYPES.map((definition) => rowOf(definition, now)),
    )
    await saveSchemas(tx, now)
    await writeConfiguration(tx, { key: KEY, value: digest, updated: now })
  })
}

/** Emptying the database takes the types and leaves the digest, so both are looked at. */
async function isRegistered(queries: Queries, digest: string): Promise<boolean> {
  if ((await readConfiguration(queries, KEY)) !== digest) return false
  return (await readBlockTypesBySlug(queries, SLUGS)).length === SLUGS.length
}

async function saveSchemas(tx: Transaction, now: Timestamp): Promise<void> {
  const ids = new Map((await readBlockTypesBySlug(tx, SLUGS)).map(({ slug, id }) => [slug, id]))
  for (const { slug, fields, capabilities } of BLOCK_TYPES) {
    const block_type_id = ids.get(slug) ?? ''
    await saveBlockSchema(tx, { fields, block_type_id, capabilities: [...capabilities], version: 'non-versioned' }, now)
  }
}

const rowOf = ({ slug, name, description, codeExample, documentationUrl }: BlockTypeDefinition, now: Timestamp): BlockTypeRow => ({
  id: v7(),
  created: now,
  updated: now,
  name,
  slug,
  logo_url: null,
  documentation_url: documentationUrl,
  description,
  code_example: codeExample,
  is_protected: true,
})
