import type { Json } from '@millrace/protocol'
import { isObject } from '../json-schema/rules.ts'
import { readBlockDocuments } from '../store/queries/block-documents.ts'
import type { BlockDocumentRow } from '../store/schema.ts'
import type { Queries } from '../store/store.ts'
import { NotFound } from './errors.ts'

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** The defaults of the variables of a pool's template: those that are plain values, and the ids of the blocks that others refer to. */
export interface TemplateDefaults {
  readonly plain: Readonly<Record<string, Json>>
  readonly blocks: Readonly<Record<string, string>>
}

/** Reads the defaults of a template's variables. References to nothing are no defaults (Prefect 3.8, `api/validation.py`). */
export function defaultsOf(variables: Readonly<Record<string, Json>>): TemplateDefaults {
  const parts = Object.entries(isObject(variables['properties']) ? variables['properties'] : {})
  const given = parts.flatMap(([name, part]): [string, Json][] =>
    isObject(part) && part['default'] !== undefined ? [[name, part['default']]] : [],
  )
  return {
    plain: Object.fromEntries(given.filter(([, value]) => referenceOf(value) === undefined)),
    blocks: Object.fromEntries(
      given.flatMap(([name, value]): [string, string][] => {
        const id = referenceOf(value)?.['block_document_id']
        return id === undefined || id === null ? [] : [[name, typeof id === 'string' ? id.toLowerCase() : '']]
      }),
    ),
  }
}

function referenceOf(value: Json): Readonly<Record<string, Json>> | undefined {
  if (!isObject(value) || !('$ref' in value)) return undefined
  return isObject(value['$ref']) ? value['$ref'] : {}
}

/** The documents that defaults refer to. Throws `NotFound` when one of them is not there. */
export async function requireBlocks(queries: Queries, { blocks }: TemplateDefaults): Promise<BlockDocumentRow[]> {
  const ids = [...new Set(Object.values(blocks))]
  if (ids.length === 0) return []
  const rows = ids.every((id) => UUID.test(id)) ? await readBlockDocuments(queries, ids) : []
  if (rows.length < ids.length) throw new NotFound('Block not found.')
  return rows
}
