import type { AuditEntry, Timestamp } from '@millrace/protocol'
import { appendAuditEntries, lockAuditHead, makeAuditHead } from '../store/queries/audit-entries.ts'
import type { AuditEntryRow } from '../store/schema.ts'
import type { Transaction } from '../store/store.ts'
import { hashOf, presentEntry } from './chain.ts'

/** An entry before it has its place in the chain. */
export type Draft = Omit<AuditEntry, 'number' | 'at' | 'hash'>

/** Characters of one text of an entry; names, addresses and programs come from outside. */
const LONGEST_TEXT = 300

/**
 * Appends entries to the chain, dated now or, where another server's clock is ahead, as the last one: times never go back. Answers them
 * as they are told.
 */
export async function appendEntries(tx: Transaction, now: Timestamp, drafts: readonly Draft[]): Promise<AuditEntry[]> {
  const head = (await lockAuditHead(tx)) ?? (await firstHead(tx, now))
  const at = head.at > now ? head.at : now
  let { number, hash: previous } = head
  const rows: AuditEntryRow[] = []
  for (const draft of drafts) {
    number += 1
    const row = rowOf(draft, number, at, previous)
    rows.push(row)
    previous = row.hash
  }
  await appendAuditEntries(tx, rows)
  return rows.map(presentEntry)
}

async function firstHead(tx: Transaction, now: Timestamp): Promise<{ number: number; at: Timestamp; hash: string }> {
  await makeAuditHead(tx, now)
  return (await lockAuditHead(tx)) ?? { number: 0, at: now, hash: '' }
}

function rowOf(draft: Draft, number: number, at: Timestamp, previous: string): AuditEntryRow {
  const row: AuditEntryRow = {
    number,
    at,
    who_kind: draft.who.kind,
    who_id: draft.who.id,
    who_name: storable(draft.who.name),
    address: storable(draft.address),
    program: storable(draft.program),
    action: draft.action,
    object_kind: draft.kind,
    object_id: storable(draft.id),
    object_name: storable(draft.name),
    status: draft.status,
    details: JSON.parse(JSON.stringify(draft.details, (_name, value) => (typeof value === 'string' ? storable(value) : value))),
    request_id: storable(draft.request_id),
    previous,
    hash: '',
  }
  return { ...row, hash: hashOf(presentEntry(row), previous) }
}

/** A text as both databases give it back: without half characters and zero bytes, and cut where it is very long. */
const storable = <Text extends string | null>(text: Text): Text =>
  (text === null ? null : text.slice(0, LONGEST_TEXT).toWellFormed().replaceAll('\0', '')) as Text
