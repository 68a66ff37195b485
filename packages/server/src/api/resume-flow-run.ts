import { type OrchestrationResult, Reply, running, scheduled, type State, stateCreate } from '@millrace/protocol'
import type { RequestContext } from '../http/request-context.ts'
import { RunNotFound } from '../orchestration/errors.ts'
import { presentState } from '../orchestration/present-state.ts'
import { setFlowRunState } from '../orchestration/set-flow-run-state.ts'
import { readFlowRun } from '../store/queries/flow-runs.ts'
import type { Transaction } from '../store/store.ts'
import { flowRunReply } from './orchestration-reply.ts'

/** Lets a paused flow run go on: at once, or through a worker when it was suspended. */
export async function resumeFlowRun(context: RequestContext, tx: Transaction, flowRunId: string): Promise<Reply<OrchestrationResult>> {
  const run = await readFlowRun(tx, flowRunId)
  if (run === undefined) throw new RunNotFound('flow run', flowRunId)
  const state = presentState(run)
  if (state?.type !== 'PAUSED') {
    return refusal(null, 'ABORT', 'Cannot resume a flow run that is not paused.')
  }
  // The input a run asks for is described in a place of its own, which only a client that wrote it there has.
  if (state.state_details.run_input_keyset !== null && state.state_details.run_input_keyset !== undefined) {
    return refusal(state, 'REJECT', 'Run input schema not found.')
  }
  const next = state.state_details.pause_reschedule ? scheduled(context.clock.now(), { name: 'Resuming' }) : running()
  return flowRunReply(
    await setFlowRunState(context, tx, { flowRunId, state: stateCreate.parse(next), force: false, caller: context.caller }),
  )
}

const refusal = (state: State | null, status: 'ABORT' | 'REJECT', reason: string): Reply<OrchestrationResult> =>
  new Reply(200, { state, status, details: { type: 'abort_details', reason } })
