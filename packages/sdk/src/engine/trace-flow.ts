import { describeError } from '../errors.ts'
import type { RunState } from '../states/run-state.ts'
import { beginSpan, type RunSpan, TRACEPARENT_LABEL } from '../telemetry/run-span.ts'
import type { FlowExecution } from './flow-execution.ts'
import type { Proposer } from './propose.ts'

/** Makes a flow run a span of a trace, where OpenTelemetry is set up; that of whoever asked for it, by its label. */
export async function traced(execution: FlowExecution, drive: (execution: FlowExecution) => Promise<RunState>): Promise<RunState> {
  const { run, parameters, session, log } = execution
  const label = run.labels?.[TRACEPARENT_LABEL]
  const traceparent = typeof label === 'string' ? label : undefined
  const span = await beginSpan({ type: 'flow', id: run.id, name: run.name, tags: run.tags, parameters, traceparent })
  if (span === undefined) return await drive(execution)
  try {
    await session.client.flowRuns.updateLabels({ params: { id: run.id }, body: { [TRACEPARENT_LABEL]: span.traceparent } })
  } catch (error) {
    log.warn(`The trace of this run could not be told to the server: ${describeError(error)}`)
  }
  const told = { ...execution, proposer: telling(execution.proposer, span) }
  const { state } = await span.around(async () => ({ state: await drive(told) }))
  return state
}

/** Notes in the span every state that the server agrees to. */
const telling = (proposer: Proposer, span: RunSpan): Proposer => ({
  get attempt() {
    return proposer.attempt
  },
  supersede: (reason) => proposer.supersede(reason),
  async propose(state, options) {
    const agreed = await proposer.propose(state, options)
    span.enter({ ...agreed, name: agreed.name ?? agreed.type, message: agreed.message ?? null })
    return agreed
  },
})
