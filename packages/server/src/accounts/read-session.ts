import { RIGHTS, type Session } from '@millrace/protocol'
import type { Headers } from '../http/caller.ts'
import type { RequestContext } from '../http/request-context.ts'
import { isSignedIn } from '../http/session.ts'

/** Whether one has to sign in, who calls, and what they may do. */
export async function readSession({ settings }: RequestContext, headers: Headers): Promise<Session> {
  const { authString } = settings.server.api
  const signedIn = authString === null || isSignedIn(authString, headers, Date.now())
  return {
    required: authString !== null,
    signed_in: signedIn,
    accounts: false,
    auth_string: authString !== null,
    user: null,
    rights: signedIn ? [...RIGHTS] : [],
    ends: null,
    ends_at_latest: null,
  }
}
