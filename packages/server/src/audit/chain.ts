import { createHash } from 'node:crypto'
import type { AuditEntry } from '@millrace/protocol'
import type { AuditEntryRow } from '../store/schema.ts'

/** An entry as it is told, from its row. */
export const presentEntry = (row: AuditEntryRow): AuditEntry => ({
  number: row.number,
  at: row.at,
  who: { kind: row.who_kind, id: row.who_id, name: row.who_name },
  address: row.address,
  program: row.program,
  action: row.action,
  kind: row.object_kind,
  id: row.object_id,
  name: row.object_name,
  status: row.status,
  details: row.details,
  request_id: row.request_id,
  hash: row.hash,
})

/**
 * SHA-256, in hexadecimal, over the hash before and the entry as JSON without its own hash, the names of its members in the order of
 * their code units and no white space: whoever has an export can compute it again.
 */
export function hashOf({ hash: _own, ...entry }: AuditEntry, previous: string): string {
  return createHash('sha256')
    .update(previous)
    .update(JSON.stringify(sorted(entry)))
    .digest('hex')
}

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((name) => [name, sorted(Reflect.get(value, name))]),
  )
}
