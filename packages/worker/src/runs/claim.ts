import { ApiError, type Client } from '@millrace/client'
import type { OrchestrationResult } from '@millrace/protocol'
import { ATTEMPT_HEADER } from '@millrace/protocol/constants'
import { LEASE_HEADER, leaseHeader } from '@millrace/protocol/lease-header'
import { pending } from '@millrace/protocol/states'

/** A run that is ours to start, or why it is not. */
export type Claim = { readonly claimed: true; readonly attempt: number | undefined } | { readonly claimed: false; readonly reason: string }

/** What is claimed, and by whom. */
export interface Claiming {
  readonly flowRunId: string
  /** A UUID of this claim: it may be made again when its answer was lost. */
  readonly transitionId: string
  /** Who holds the lease that begins with the claim. */
  readonly holder: string
  readonly leaseSeconds: number
}

/** Takes a due run by proposing Pending: of several workers that saw it, the server lets one have it. */
export async function claim(client: Client, { flowRunId, transitionId, holder, leaseSeconds }: Claiming): Promise<Claim> {
  const path = `/flow_runs/${flowRunId}/set_state`
  const state = pending({ details: { transition_id: transitionId } })
  const lease = { [LEASE_HEADER]: leaseHeader({ seconds: leaseSeconds, holder }) }
  const { status, headers, body } = await client.transport.send({ method: 'POST', path, headers: lease, body: { state } })
  if (status === 404) return { claimed: false, reason: 'it was deleted' }
  if (status >= 300) throw new ApiError(`POST ${path}`, status, body)
  const result = body as OrchestrationResult
  if (result.status === 'ACCEPT' || isOurs(result, transitionId)) return { claimed: true, attempt: attemptFrom(headers[ATTEMPT_HEADER]) }
  const { details } = result
  return { claimed: false, reason: ('reason' in details ? details.reason : null) ?? `the server answered ${result.status}` }
}

/** The first answer was lost: the server says that the claim was made, and by whom. */
const isOurs = ({ status, state }: OrchestrationResult, transitionId: string): boolean =>
  status === 'REJECT' && state?.type === 'PENDING' && state.state_details.transition_id === transitionId

function attemptFrom(header: string | undefined): number | undefined {
  const attempt = Number(header)
  return header !== undefined && Number.isInteger(attempt) ? attempt : undefined
}
