import type { Reason } from '@millrace/protocol'
import { readFlowRunInput } from '../store/queries/flow-run-inputs.ts'
import type { FlowRunView } from '../store/queries/flow-runs.ts'
import type { Queries } from '../store/store.ts'

/** What a paused run waits for. */
export async function explainPause(queries: Queries, run: FlowRunView): Promise<Reason> {
  const { pause_timeout: until = null, pause_reschedule: suspended = false, run_input_keyset: keys = null } = run.state_details ?? {}
  const key = keys?.['description']
  const described = key === undefined ? undefined : await readFlowRunInput(queries, run.id, key)
  return {
    code: 'paused',
    since: run.state_timestamp,
    until: until ?? null,
    suspended,
    input: keys !== null,
    description: described === undefined ? null : textOf(described.content),
  }
}

/** Inputs are kept as JSON; what somebody sent who did not keep to that is shown as it is. */
function textOf(content: string): string {
  try {
    const value: unknown = JSON.parse(content)
    return typeof value === 'string' ? value : content
  } catch {
    return content
  }
}
