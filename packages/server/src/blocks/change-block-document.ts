import type { Json, Timestamp } from '@millrace/protocol'
import { v7 } from 'uuid'
import { BadRequest, NotFound } from '../api/errors.ts'
import type { SecretBox } from '../secrets/secret-box.ts'
import {
  deleteBlockReferences,
  insertBlockReferences,
  readBlockDocument,
  readBlockReferences,
  updateBlockDocument,
} from '../store/queries/block-documents.ts'
import { readBlockSchema } from '../store/queries/block-schemas.ts'
import type { BlockDocumentRow } from '../store/schema.ts'
import type { Transaction } from '../store/store.ts'
import { wouldFormCycle } from './block-graph.ts'
import { keepMasked } from './mask-secrets.ts'
import { secretFieldsOf } from './present-blocks.ts'
import { sealData, unsealData } from './sealed-data.ts'
import { separateReferences } from './separate-references.ts'

/** What is to become of a block document. */
export interface BlockChange {
  readonly id: string
  readonly box: SecretBox
  readonly now: Timestamp
  readonly data?: { readonly [key: string]: Json } | undefined
  readonly block_schema_id?: string | null | undefined
  readonly merge_existing_data: boolean
}

/**
 * Changes the data, the references and the schema of a block. `********` for a secret leaves it as it is. Throws `NotFound`, or
 * `BadRequest` for a schema of another type and for a reference to nothing or in a circle.
 */
export async function changeBlockDocument(tx: Transaction, change: BlockChange): Promise<void> {
  const row = await readBlockDocument(tx, change.id)
  if (row === undefined) throw new NotFound('Block document not found')
  const { merge_existing_data: merging, data: given } = change
  // As in Prefect, a merge without data leaves the schema alone too.
  if (merging && given === undefined) return
  const schema = await readBlockSchema(tx, row.block_schema_id)
  const current = unsealData(change.box, row)
  const kept = keepMasked(given ?? {}, current, schema === undefined ? [] : secretFieldsOf(schema))
  const { data, references } = separateReferences(kept)
  const own = merging ? { ...current, ...data } : data
  for (const name of references.keys()) delete own[name]
  await updateBlockDocument(tx, row.id, {
    updated: change.now,
    encrypted_data: sealData(change.box, row.id, own),
    block_schema_id: await schemaFor(tx, row, change.block_schema_id),
  })
  await replaceReferences(tx, row.id, references, (name) => !merging || name in data)
}

async function schemaFor(tx: Transaction, row: BlockDocumentRow, wanted: string | null | undefined): Promise<string> {
  if (wanted === undefined || wanted === null || wanted === row.block_schema_id) return row.block_schema_id
  const schema = await readBlockSchema(tx, wanted)
  if (schema === undefined) throw new NotFound(`Block schema ${wanted} not found`)
  if (schema.block_type_id === row.block_type_id) return wanted
  throw new BadRequest('Must migrate block document to a block schema of the same block type.')
}

/** Writes the references given; of those that are not, the ones that `isGone` says are taken away. */
async function replaceReferences(
  tx: Transaction,
  id: string,
  references: ReadonlyMap<string, string>,
  isGone: (name: string) => boolean,
): Promise<void> {
  const present = await readBlockReferences(tx, [id])
  const same = present.filter((row) => references.get(row.name) === row.reference_block_document_id)
  const old = present.filter((row) => !same.includes(row) && (references.has(row.name) || isGone(row.name)))
  await deleteBlockReferences(
    tx,
    old.map((row) => row.id),
  )
  const names = new Set(same.map((row) => row.name))
  await addBlockReferences(tx, id, new Map([...references].filter(([name]) => !names.has(name))))
}

/** Lets a block refer to others, by the names of its fields. Throws `BadRequest` for a circle. */
export async function addBlockReferences(tx: Transaction, id: string, references: ReadonlyMap<string, string>): Promise<void> {
  for (const target of new Set(references.values())) {
    if (!(await wouldFormCycle(tx, id, target))) continue
    throw new BadRequest(
      'Cannot create block document reference: it would introduce a cycle into the block_document_reference graph ' +
        `(parent=${id}, reference=${target}).`,
    )
  }
  await insertBlockReferences(
    tx,
    [...references].map(([name, target]) => ({ id: v7(), name, parent_block_document_id: id, reference_block_document_id: target })),
  )
}
