import type { Client } from '@millrace/client'
import type { AuditEntry, AuditFilter } from '@millrace/protocol'
import { orMissing } from './missing.ts'

/** Why there is no audit log. */
export const NO_AUDIT_LOG = 'This server has no audit log; those of Millrace do from the version on that has accounts.'

/** Entries of one page. */
const PAGE = 200

/** Entries of the audit log, newest first, a page at a time. */
export async function* auditPages({ audit }: Client, filter: AuditFilter, most = Infinity): AsyncGenerator<readonly AuditEntry[]> {
  let before: number | undefined
  for (let left = most; left > 0;) {
    const { entries, more } = await orMissing(audit.filter({ body: { filter, before, limit: Math.min(PAGE, left) } }), NO_AUDIT_LOG)
    if (entries.length > 0) yield entries
    if (!more) return
    left -= entries.length
    before = entries.at(-1)?.number
  }
}
