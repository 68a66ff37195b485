import { isStatus } from '@millrace/client/errors'
import type { TaskRun as TaskRunRow } from '@millrace/protocol'
import { ownWork } from '../calls/registry.ts'
import { currentSession, type Session, withSession } from '../connection/session.ts'
import { activeFlowRun } from '../context/flow-run.ts'
import type { ResultPlan } from '../results/result-plan.ts'
import type { RunState } from '../states/run-state.ts'
import type { TaskDefinition } from '../task-definition.ts'
import { activeTransaction } from '../transactions/active.ts'
import { beginTaskRun, callOf } from './begin-task-run.ts'
import { executeTaskRun } from './execute-task-run.ts'
import { stateOfError } from './returned-state.ts'
import { TaskRun } from './task-run.ts'
import type { TaskRunSnapshot } from './task-run-event.ts'

/** Runs a task here and now, within the flow run around or on its own, and answers its final state. */
export async function runTask(task: TaskDefinition, args: readonly unknown[]): Promise<RunState> {
  const flow = activeFlowRun.peek()
  if (flow !== undefined) {
    const finished = executeTaskRun(beginTaskRun(task, args, flow.session, flow, callOf(task, flow)), args)
    activeTransaction.peek()?.await(finished)
    return await flow.underWay.during(finished)
  }
  await ownWork()
  const session = await currentSession()
  return await withSession(session, () => executeTaskRun(beginTaskRun(task, args, session, undefined, callOf(task, undefined)), args))
}

/** How a run that the API has is executed here. */
interface RunTaskRunOptions {
  readonly session: Session
  readonly task: TaskDefinition
  readonly plan: ResultPlan
  readonly row: TaskRunRow
  /** As which this process took it. */
  readonly state: RunState
  readonly readArguments: () => Promise<readonly unknown[]>
}

/** Runs a task for a run that the API has already, as one that was delayed, and answers its final state. */
export async function runTaskRun({ session, task, plan, row, state, readArguments }: RunTaskRunOptions): Promise<RunState> {
  const { name, dynamic_key: dynamicKey, task_inputs: inputs, tags, flow_run_id: id } = row
  const flowRun = id === null ? undefined : await flowRunOf(session, id)
  const existing = { row, state, flowRun }
  const run = new TaskRun({ id: row.id, task, session, plan, name, dynamicKey, inputs, tags, flow: undefined, around: undefined, existing })
  try {
    const args = await readArguments()
    return await withSession(session, () => executeTaskRun(run, args))
  } catch (error) {
    const failed = stateOfError('Task run', error)
    run.enter(failed)
    run.log.error(`Finished in state ${failed.toString()}`)
    return failed
  }
}

async function flowRunOf({ client }: Session, id: string): Promise<TaskRunSnapshot['flowRun']> {
  try {
    const { name, flow_id: flowId } = await client.flowRuns.read({ params: { id } })
    const { name: flowName } = await client.flows.read({ params: { id: flowId } })
    return { id, name, flowId, flowName }
  } catch (error) {
    if (isStatus(error, 404)) return undefined
    throw error
  }
}
