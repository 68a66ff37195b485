import type { ServerContext } from '../context.ts'
import { blockDocumentChanged } from '../events/changes/block-document.ts'
import type { Change } from '../events/changes/object-changed.ts'
import { tell } from '../events/tell.ts'
import type { SecretBox } from '../secrets/secret-box.ts'
import { readBlockSchema } from '../store/queries/block-schemas.ts'
import { readBlockType } from '../store/queries/block-types.ts'
import type { BlockDocumentRow } from '../store/schema.ts'
import type { Transaction } from '../store/store.ts'
import { unsealData } from './sealed-data.ts'

/** Tells that a block document was created, updated or is about to be deleted; its secrets stay untold. */
export async function tellOfDocument(
  context: Pick<ServerContext, 'store' | 'bus' | 'clock'>,
  tx: Transaction,
  what: Change,
  box: SecretBox,
  row: BlockDocumentRow,
): Promise<void> {
  const [schema, type] = [await readBlockSchema(tx, row.block_schema_id), await readBlockType(tx, { id: row.block_type_id })]
  await tell(context, tx, [blockDocumentChanged(what, { row, data: dataOf(box, row, what), schema, type })])
}

/** A document whose data can no longer be decrypted can still be deleted. */
function dataOf(box: SecretBox, row: BlockDocumentRow, what: Change): ReturnType<typeof unsealData> {
  try {
    return unsealData(box, row)
  } catch (error) {
    if (what !== 'deleted') throw error
    return {}
  }
}
