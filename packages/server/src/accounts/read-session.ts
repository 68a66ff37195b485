import type { Session } from '@millrace/protocol'
import type { RequestContext } from '../http/request-context.ts'

/** Whether one has to sign in, who calls, and what they may do. */
export function readSession({ settings, actor }: RequestContext): Session {
  const { accounts, api } = settings.server
  const { kind, id, name, role, rights, session } = actor
  return {
    required: api.authString !== null || accounts.enabled,
    signed_in: rights.size > 0,
    accounts: accounts.enabled,
    auth_string: api.authString !== null,
    user: kind === 'user' && id !== null && name !== null && role !== null && role !== 'worker' ? { id, name, role } : null,
    rights: [...rights],
    ends: session?.ends ?? null,
    ends_at_latest: session?.endsAtLatest ?? null,
  }
}
