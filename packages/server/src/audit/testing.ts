import type { AuditEntry } from '@millrace/protocol'
import { presentEntry } from './chain.ts'
import { auditEntriesAfter } from '../store/queries/audit-entries.ts'
import type { Store } from '../store/store.ts'

/** Every entry of the audit log of a test, oldest first. */
export const entriesIn = async (store: Store): Promise<AuditEntry[]> =>
  (await store.read((queries) => auditEntriesAfter(queries, 0, 10_000))).map(presentEntry)
