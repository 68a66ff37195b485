import type { AuditEntry } from '@millrace/protocol'
import { auditText as text } from '../../messages/audit.ts'

/** What an entry says beside what was done to what: changed fields, the state that was set, how many more there were; empty for nothing. */
export function detailsInWords({ details }: Pick<AuditEntry, 'details'>): readonly string[] {
  const { fields, state, forced, role, more } = details
  return [
    ...(typeof state === 'string' ? [text.state(state, forced === true)] : []),
    ...(typeof role === 'string' ? [role] : []),
    ...(Array.isArray(fields) && fields.length > 0 ? [text.fields(fields.map(String))] : []),
    ...(typeof more === 'number' ? [text.moreOf(more)] : []),
  ]
}
