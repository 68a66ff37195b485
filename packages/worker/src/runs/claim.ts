import { ApiError, type Client } from '@millrace/client'
import { ATTEMPT_HEADER, type OrchestrationResult, pending } from '@millrace/protocol'

/** A run that is ours to start, or why it is not. */
export type Claim = { readonly claimed: true; readonly attempt: number | undefined } | { readonly claimed: false; readonly reason: string }

/** Takes a due run by proposing Pending: of several workers that saw it, the server lets one have it. */
export async function claim(client: Client, flowRunId: string): Promise<Claim> {
  const path = `/flow_runs/${flowRunId}/set_state`
  const { status, headers, body } = await client.transport.send({ method: 'POST', path, body: { state: pending() } })
  if (status === 404) return { claimed: false, reason: 'it was deleted' }
  if (status >= 300) throw new ApiError(`POST ${path}`, status, body)
  const result = body as OrchestrationResult
  if (result.status === 'ACCEPT') return { claimed: true, attempt: attemptFrom(headers[ATTEMPT_HEADER]) }
  const { details } = result
  return { claimed: false, reason: ('reason' in details ? details.reason : null) ?? `the server answered ${result.status}` }
}

function attemptFrom(header: string | undefined): number | undefined {
  const attempt = Number(header)
  return header !== undefined && Number.isInteger(attempt) ? attempt : undefined
}
