import type { Timestamp } from '@millrace/protocol'
import { auditEntriesAfter, deleteAuditEntries, lastOfAction, oldAuditEntries } from '../store/queries/audit-entries.ts'
import type { Transaction } from '../store/store.ts'
import { appendEntries } from './append-entries.ts'

/** The action of the entry that says up to which one the log was forgotten, with its hash: where the chain begins now. */
export const FORGOTTEN = 'audit.forget'

/**
 * Deletes the oldest entries that are older than a time, at most `limit`, and says so in the log itself, so that it can still be verified
 * and none can be taken from its beginning unnoticed. Answers how many entries went.
 */
export async function forgetOldEntries(tx: Transaction, now: Timestamp, before: Timestamp, limit: number): Promise<number> {
  const last = await oldAuditEntries(tx, before, limit)
  if (last === undefined) return 0
  const [row] = await auditEntriesAfter(tx, last - 1, 1)
  if (row === undefined) return 0
  const until = Number((await lastOfAction(tx, FORGOTTEN))?.details['up_to'] ?? 0)
  await appendEntries(tx, now, [
    {
      who: { kind: 'nobody', id: null, name: null },
      address: null,
      program: null,
      action: FORGOTTEN,
      kind: null,
      id: null,
      name: null,
      status: 200,
      details: { up_to: last, hash: row.hash, older_than: before },
      request_id: null,
    },
  ])
  await deleteAuditEntries(tx, last)
  return last - until
}
