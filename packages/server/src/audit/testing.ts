import type { AuditEntry } from '@millrace/protocol'
import { auditEntriesAfter } from '../store/queries/audit-entries.ts'
import type { Store } from '../store/store.ts'
import type { Draft } from './append-entries.ts'
import { presentEntry } from './chain.ts'

/** Every entry of the audit log of a test, oldest first. */
export const entriesIn = async (store: Store): Promise<AuditEntry[]> =>
  (await store.read((queries) => auditEntriesAfter(queries, 0, 10_000))).map(presentEntry)

/** An entry of a test, before it has its place; what matters to the test is given. */
export const sampleDraft = (given: Partial<Draft> = {}): Draft => ({
  who: { kind: 'user', id: null, name: 'ada' },
  address: '203.0.113.5',
  program: null,
  action: 'variables.delete',
  kind: 'variable',
  id: null,
  name: 'v',
  status: 204,
  details: {},
  request_id: null,
  ...given,
})
