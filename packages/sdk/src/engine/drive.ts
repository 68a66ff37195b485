import type { Json, State, StateCreateInput } from '@millrace/protocol'
import { epochMillis } from '@millrace/protocol/instants'
import { cancelled, isTerminal, running } from '@millrace/protocol/states'
import { currentClock } from '../clock.ts'
import { callHooks } from '../hooks.ts'
import type { KeptLease } from '../lease/keep-lease.ts'
import { failureText } from '../logging/failure.ts'
import { RunState } from '../states/run-state.ts'
import { attemptFlow } from './attempt-flow.ts'
import { endForsakenTasks } from './forsaken-tasks.ts'
import { type FlowExecution, infoOf } from './flow-execution.ts'
import { hooksFor } from './flow-hooks.ts'
import { prepareRetry } from './flow-retries.ts'
import type { Ending } from './returned-state.ts'
import { stateOfError } from './returned-state.ts'
import { traced } from './trace-flow.ts'

/** Milliseconds between two proposals to begin a run that is neither due nor running. */
const AGAIN = 1000

/**
 * Takes a run to a state in which nothing more is to be done here: proposes Running, attempts, proposes what came of it,
 * and goes on from whatever the server agreed to.
 */
export const drive = (execution: FlowExecution, lease?: KeptLease): Promise<RunState> => traced(execution, (told) => driveOn(told, lease))

async function driveOn(execution: FlowExecution, lease: KeptLease | undefined): Promise<RunState> {
  const { proposer, signal, log, run } = execution
  // A resumption after a pause is not counted as a run.
  let runCount = run.run_count - (run.empirical_policy.resuming === true ? 1 : 0)
  let goesOn = run.run_count > 0
  let inherited = goesOn
  let ending: Ending | undefined
  let agreed = await proposer.propose(running(), { signal })
  for (;;) {
    switch (agreed.type) {
      case 'RUNNING':
        runCount += 1
        lease?.hold()
        if (inherited) await endForsakenTasks(execution)
        inherited = false
        await callFlowHooks(execution, RunState.fromWire(agreed), runCount)
        ending = await attemptFlow(execution, { runCount, goesOn, began: agreed })
        goesOn = true
        await execution.session.events.flush()
        if (ending.agreed === undefined) await prepareRetry(execution, ending.state, infoOf(execution, runCount, agreed.timestamp, signal))
        agreed = ending.agreed ?? (await proposer.propose(proposalOf(ending)))
        break
      case 'SCHEDULED':
      case 'PENDING':
        if (ending !== undefined) {
          log.info(
            `Received non-final state '${agreed.name}' when proposing final state '${ending.state.name}' and will attempt to run again...`,
          )
          ending = undefined
        }
        agreed = await whenDue(execution, agreed)
        break
      case 'CANCELLING':
        agreed = await proposer.propose(cancelled({ message: 'Flow run was cancelled.' }))
        break
      case 'PAUSED':
      case 'COMPLETED':
      case 'FAILED':
      case 'CANCELLED':
      case 'CRASHED':
        return await conclude(execution, agreed, ending, runCount)
    }
  }
}

async function conclude(execution: FlowExecution, agreed: State, ending: Ending | undefined, runCount: number): Promise<RunState> {
  const own = ending?.state.type === agreed.type ? ending.state.outcome : undefined
  const state = RunState.fromWire(agreed, own, `flow '${execution.definition.name}'`)
  const failure = failureText(state)
  if (failure !== undefined) execution.log.error(failure)
  execution.log[state.isCompleted || state.type === 'PAUSED' ? 'info' : 'error'](`Finished in state ${state.toString()}`)
  if (isTerminal(agreed.type)) await callFlowHooks(execution, state, runCount)
  return state
}

/** Waits until a run is due and proposes Running; a run whose process ends meanwhile ends as that asks. */
async function whenDue({ proposer, signal }: FlowExecution, { state_details: details }: State): Promise<State> {
  const { scheduled_time: due } = details
  const clock = currentClock()
  try {
    await clock.wait(due === null || due === undefined ? AGAIN : Math.max(0, epochMillis(due) - clock.millis()), signal)
    return await proposer.propose(running(), { signal })
  } catch (error) {
    if (!signal.aborted) throw error
    return await proposer.propose(proposalOf({ state: stateOfError('Flow run', signal.reason), data: null }))
  }
}

const proposalOf = ({ state, data }: { readonly state: RunState; readonly data: Json }): StateCreateInput => ({
  type: state.type,
  name: state.name,
  message: state.message,
  data,
  state_details: {},
})

async function callFlowHooks(execution: FlowExecution, state: RunState, runCount: number): Promise<void> {
  const { definition, signal, log } = execution
  const hooks = hooksFor(definition, state.type)
  if (hooks === undefined) return
  await callHooks(hooks, { definition, run: infoOf(execution, runCount, state.timestamp, signal), state, log })
}
