import type { FlowRun } from '@millrace/protocol'
import { isTerminal } from '@millrace/protocol/states'
import { currentSession, disconnect } from '../connection/session.ts'
import { infoOf } from '../engine/flow-execution.ts'
import { hooksFor } from '../engine/flow-hooks.ts'
import { describeError } from '../errors.ts'
import { callHooks } from '../hooks.ts'
import { createLogger } from '../logging/run-logger.ts'
import { RunState } from '../states/run-state.ts'
import { EXIT, flowOf } from './execute-flow-run.ts'

/**
 * Calls the hooks that the process of a flow run could not call because it was killed: `onCrashed` or `onCancellation`,
 * for the state that the run is in now. Answers the exit code of the process that does it.
 */
export async function callEndHooks(flowRunId: string): Promise<number> {
  const session = await currentSession()
  const { client } = session
  try {
    const run = await client.flowRuns.read({ params: { id: flowRunId } })
    const { state } = run
    if (state === null || !isTerminal(state.type)) return EXIT.done
    const { definition } = await flowOf(client, run)
    const hooks = hooksFor(definition, state.type)
    if (hooks === undefined) return EXIT.done
    const speaker = { source: 'millrace.flow_runs', label: () => `Flow run '${run.name}'`, flowRunId, taskRunId: null }
    const info = infoOf({ definition, session, run, parameters: run.parameters }, run.run_count, startOf(run), AbortSignal.abort())
    await callHooks(hooks, { definition, run: info, state: RunState.fromWire(state), log: createLogger(speaker, session) })
    return EXIT.done
  } catch (error) {
    process.stderr.write(`hooks of flow run ${flowRunId} could not be called: ${describeError(error)}\n`)
    return EXIT.failed
  } finally {
    await disconnect()
  }
}

const startOf = ({ start_time: started, created }: FlowRun): string => started ?? created ?? new Date().toISOString()
