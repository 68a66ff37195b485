import { type AskedLease, LEASE_HEADER, parseLeaseHeader } from '@millrace/protocol'
import type { Headers } from '../http/caller.ts'
import { BadRequest } from './errors.ts'

/** The lease that a caller asks for with a claim. Throws `BadRequest` for a header that is malformed. */
export function leaseAsked(headers: Headers): AskedLease | undefined {
  const text = headers[LEASE_HEADER]
  if (text === undefined) return undefined
  const lease = parseLeaseHeader(String(text))
  if (lease !== undefined) return lease
  throw new BadRequest(`Expected the header ${LEASE_HEADER} to be seconds (1 to 3600) and a holder, "60;worker", got "${String(text)}".`)
}
