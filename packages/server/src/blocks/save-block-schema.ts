import { checksumOf, isPythonObject as isObject, plainJson, type PythonJson, type PythonObject, referencesIn } from '@millrace/blocks'
import type { Json, Timestamp } from '@millrace/protocol'
import { v7 } from 'uuid'
import { Conflict, Unprocessable } from '../api/errors.ts'
import { insertOrReadBlockSchema, readBlockSchemaByChecksum } from '../store/queries/block-schemas.ts'
import { readBlockType } from '../store/queries/block-types.ts'
import type { BlockSchemaRow } from '../store/schema.ts'
import type { Transaction } from '../store/store.ts'

/** What a schema is made of. `fields` keeps Python's floats, for the checksum. */
export interface NewBlockSchema {
  readonly fields: PythonObject
  readonly block_type_id: string
  readonly capabilities: string[]
  readonly version: string
}

/** The version of a schema that nobody gave one. */
const UNVERSIONED = 'non-versioned'

/**
 * Writes a schema and those of the blocks nested in it, unless they are there already. Throws `Conflict` when a nested block's type
 * is not registered, `Unprocessable` when its fields are not given.
 */
export async function saveBlockSchema(
  tx: Transaction,
  given: NewBlockSchema,
  now: Timestamp,
): Promise<{ readonly schema: BlockSchemaRow; readonly created: boolean }> {
  const fields = plainFields(given.fields)
  const saved = await insertOrReadBlockSchema(tx, {
    ...given,
    id: v7(),
    created: now,
    updated: now,
    checksum: checksumOf(given.fields),
    fields,
  })
  if (saved.created) await saveNestedSchemas(tx, given.fields, now)
  return saved
}

async function saveNestedSchemas(tx: Transaction, fields: PythonObject, now: Timestamp): Promise<void> {
  for (const { name, slug, checksum } of nestedIn(fields)) {
    const type = await readBlockType(tx, { slug })
    if (type === undefined) {
      throw new Conflict(`Cannot create block schema because block type '${slug}' was not found.Did you forget to register the block type?`)
    }
    if ((await readBlockSchemaByChecksum(tx, checksum, undefined)) !== undefined) continue
    const nested = { fields: nestedFields(fields, name, slug), block_type_id: type.id, capabilities: [], version: UNVERSIONED }
    await saveBlockSchema(tx, nested, now)
  }
}

interface Nested {
  readonly name: string
  readonly slug: string
  readonly checksum: string
}

/** The blocks that the fields refer to; a field that may be one of several types has a list. */
function nestedIn(fields: PythonObject): Nested[] {
  const references = fields['block_schema_references']
  if (!isObject(references)) return []
  return Object.entries(references).flatMap(([name, given]) =>
    (Array.isArray(given) ? (given as readonly PythonJson[]) : [given]).map((entry) => {
      const [slug, checksum] = isObject(entry) ? [entry['block_type_slug'], entry['block_schema_checksum']] : []
      if (typeof slug === 'string' && typeof checksum === 'string') return { name, slug, checksum }
      throw new Unprocessable(`Expected block_schema_references.${name} to have a block_type_slug and a block_schema_checksum.`)
    }),
  )
}

/** The definition of a nested block, made a schema of its own by the definitions that it needs. */
function nestedFields(fields: PythonObject, name: string, slug: string): PythonObject {
  const { definitions, properties } = fields
  const property = isObject(properties) ? properties[name] : undefined
  const keys = referencesIn(property ?? null).map((reference) => reference.replace('#/definitions/', ''))
  const candidates = keys.map((key) => (isObject(definitions) ? definitions[key] : undefined)).filter(isObject)
  const definition = candidates.length === 1 ? candidates[0] : candidates.find((each) => each['block_type_slug'] === slug)
  if (definition === undefined || !isObject(definitions)) {
    throw new Unprocessable(`Unable to create nested block schema for block type '${slug}' due to missing definition.`)
  }
  const needed = reachable(definition, definitions)
  return Object.keys(needed).length === 0 ? definition : { ...definition, definitions: needed }
}

/** The definitions that a part refers to, directly or through others. */
function reachable(part: PythonObject, definitions: PythonObject): PythonObject {
  const found: Record<string, PythonJson> = {}
  const waiting = referencesIn(part)
  for (const reference of waiting) {
    const key = reference.replace('#/definitions/', '')
    const definition = definitions[key]
    if (definition === undefined || key in found) continue
    found[key] = definition
    waiting.push(...referencesIn(definition))
  }
  return found
}

/** As they are stored and answered: with `block_schema_references` always. */
const plainFields = (fields: PythonObject): Record<string, Json> =>
  Object.fromEntries(Object.entries({ block_schema_references: {}, ...fields }).map(([key, value]) => [key, plainJson(value)]))
