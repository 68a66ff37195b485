import type { Json } from '@millrace/protocol'
import type { Actor } from '../accounts/actor.ts'
import type { Headers } from '../http/caller.ts'
import type { Draft } from './append-entries.ts'
import type { Subject } from './subject.ts'

/** What is recorded of a call itself. */
export interface AuditedCall {
  readonly headers: Headers
  readonly actor: Actor
  readonly address: string | null
}

/** The entry of a call, but for its place in the log. */
export function draftOf(action: string, call: AuditedCall, subject: Subject, status: number, details: Record<string, Json>): Draft {
  const { kind, id, name, with: whole } = subject
  const automation = headerOf(call, 'prefect-automation-id')
  return {
    who: whoDid(action, call, subject, status),
    address: call.address,
    program: headerOf(call, 'user-agent'),
    action,
    kind,
    id,
    name,
    status,
    details: {
      ...details,
      ...(whole === undefined ? {} : { with: { ...whole } }),
      ...(automation === null ? {} : { automation }),
    },
    request_id: headerOf(call, 'x-request-id'),
  }
}

/** Who has just signed in was nobody before. */
function whoDid(action: string, { actor: { kind, id, name } }: AuditedCall, subject: Subject, status: number): Draft['who'] {
  if (action !== 'sessions.signIn') return { kind, id, name }
  if (status >= 400) return { kind: 'nobody', id: null, name: null }
  return subject.id === null ? { kind: 'shared', id: null, name: null } : { kind: 'user', id: subject.id, name: subject.name }
}

const headerOf = ({ headers }: AuditedCall, name: string): string | null => {
  const value = headers[name]
  return (Array.isArray(value) ? value[0] : value) ?? null
}
