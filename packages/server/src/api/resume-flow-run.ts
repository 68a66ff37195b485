import { type Json, type OrchestrationResult, Reply, running, scheduled, type State, stateCreate } from '@millrace/protocol'
import type { RequestContext } from '../http/request-context.ts'
import { HydrationError, hydrateParameters } from '../hydration/hydrate-parameters.ts'
import { findMismatch, SchemaTooDeep } from '../json-schema/find-mismatch.ts'
import { newId } from '../orchestration/chance.ts'
import { RunNotFound } from '../orchestration/errors.ts'
import { presentState } from '../orchestration/present-state.ts'
import { setFlowRunState } from '../orchestration/set-flow-run-state.ts'
import { insertFlowRunInput, readFlowRunInput } from '../store/queries/flow-run-inputs.ts'
import { readFlowRun } from '../store/queries/flow-runs.ts'
import type { Transaction } from '../store/store.ts'
import { flowRunReply } from './orchestration-reply.ts'

type RunInput = Readonly<Record<string, Json>>

/**
 * Lets a paused flow run go on: at once, or through a worker when it was suspended. A run that waits for an input gets it, if it fits
 * the schema that the run has left for it.
 */
export async function resumeFlowRun(
  context: RequestContext,
  tx: Transaction,
  flowRunId: string,
  input: RunInput,
): Promise<Reply<OrchestrationResult>> {
  const run = await readFlowRun(tx, flowRunId)
  if (run === undefined) throw new RunNotFound('flow run', flowRunId)
  const state = presentState(run)
  if (state?.type !== 'PAUSED') return refusal(null, 'ABORT', 'Cannot resume a flow run that is not paused.')
  const { run_input_keyset: keys, pause_reschedule: suspended } = state.state_details
  const taken = keys ? await takeInput(tx, flowRunId, keys['schema'] ?? '', input) : { input }
  if (taken.problem !== undefined) return refusal(state, 'REJECT', taken.problem)
  const next = stateCreate.parse(suspended ? scheduled(context.clock.now(), { name: 'Resuming' }) : running())
  const outcome = await setFlowRunState(context, tx, { flowRunId, state: next, force: false, caller: context.caller })
  const key = keys?.['response']
  if (outcome.result.status === 'ACCEPT' && key !== undefined && Object.keys(taken.input).length > 0) {
    const now = context.clock.now()
    const content = JSON.stringify(taken.input)
    await insertFlowRunInput(tx, { id: newId(), created: now, updated: now, flow_run_id: flowRunId, key, content, sender: null })
  }
  return flowRunReply(outcome)
}

const refusal = (state: State | null, status: 'ABORT' | 'REJECT', reason: string): Reply<OrchestrationResult> =>
  new Reply(200, { state, status, details: { type: 'abort_details', reason } })

/** The input with real values in it, or what keeps it from being taken, in Prefect's words. */
async function takeInput(
  tx: Transaction,
  flowRunId: string,
  key: string,
  given: RunInput,
): Promise<{ readonly input: RunInput; readonly problem?: string | undefined }> {
  try {
    const input = await hydrateParameters(tx, given)
    return { input, problem: await problemWith(tx, flowRunId, key, input) }
  } catch (error) {
    if (error instanceof HydrationError) return { input: given, problem: `Error hydrating run input: ${error.message}` }
    throw error
  }
}

async function problemWith(tx: Transaction, flowRunId: string, key: string, input: RunInput): Promise<string | undefined> {
  const left = await readFlowRunInput(tx, flowRunId, key)
  if (left === undefined) return 'Run input schema not found.'
  const schema = parseSchema(left.content)
  if (schema === undefined) return 'Run input schema is not valid JSON.'
  try {
    const mismatch = findMismatch(input, schema)
    if (mismatch === undefined) return undefined
    const where = mismatch.path === '' ? '' : ` for field '${mismatch.path}'`
    return `Reason: Validation failed${where}. Failure reason: ${mismatch.message}`
  } catch (error) {
    if (error instanceof SchemaTooDeep) return error.message
    throw error
  }
}

function parseSchema(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
