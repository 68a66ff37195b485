import { scheduled } from '@millrace/protocol/states'
import { now } from '../clock.ts'
import type { Session } from '../connection/session.ts'
import { activeFlowRun } from '../context/flow-run.ts'
import { MissingResult } from '../errors.ts'
import { inputsOf } from '../engine/begin-task-run.ts'
import { retryPolicyOf, wirePolicyOf } from '../engine/task-run.ts'
import { resolveFutures } from '../futures/resolve.ts'
import { newId } from '../identifiers.ts'
import { defaultResultPlan, resultPlan, type ResultPlan } from '../results/result-plan.ts'
import { readResult, storageKeyIn } from '../results/result-store.ts'
import { RunState } from '../states/run-state.ts'
import type { TaskDefinition } from '../task-definition.ts'
import { awaitTaskRun } from './await-task-runs.ts'
import { storeArguments } from './parameters.ts'

/** A run of a task that somebody asks for. */
export interface Order {
  readonly task: TaskDefinition
  readonly taskRunId: string
  readonly name: string
  readonly dynamicKey: string
  readonly args: readonly unknown[]
  readonly tags: readonly string[]
}

/** Tells the server of a run that whoever serves the task is to take; its arguments first, so that they are found. */
export async function orderTaskRun(session: Session, { task, taskRunId, name, dynamicKey, args, tags }: Order): Promise<void> {
  const inputs = inputsOf(task, args)
  if (task.options.waitFor !== undefined) await resolveFutures(task.options.waitFor)
  const resolved = await Promise.all(args.map((argument) => resolveFutures(argument)))
  const parametersId = resolved.length === 0 ? null : newId()
  if (parametersId !== null) await storeArguments(planOf(task, session), parametersId, resolved, name)
  const state = scheduled(now())
  await session.client.taskRuns.create({
    body: {
      id: taskRunId,
      name,
      task_key: task.key,
      dynamic_key: dynamicKey,
      task_version: task.options.version ?? null,
      flow_run_id: activeFlowRun.peek()?.info.id ?? null,
      empirical_policy: wirePolicyOf(retryPolicyOf(task, session)),
      tags: [...tags],
      task_inputs: inputs,
      state: { ...state, state_details: { ...state.state_details, deferred: true, task_parameters_id: parametersId } },
    },
  })
}

/** Where the arguments and the result are: what the task says, and not the flow around, which its worker does not know. */
export const planOf = (task: TaskDefinition, { settings }: Session): ResultPlan => ({
  ...resultPlan(task.options, defaultResultPlan(settings)),
  persist: 'always',
})

/** Waits for the end of a run; its state has the result that whoever ran the task has left in the storage. */
export async function endOfTaskRun(task: TaskDefinition, session: Session, taskRunId: string): Promise<RunState> {
  const plan = planOf(task, session)
  const state = await awaitTaskRun(session, taskRunId)
  const key = storageKeyIn(state.data)
  const found = key === undefined ? undefined : await readResult(plan, key)
  if (found !== undefined) return RunState.fromWire(state, { value: found.value })
  if (state.type !== 'COMPLETED') return RunState.fromWire(state)
  const reason =
    key === undefined
      ? 'the process that ran it did not keep it'
      : `there is nothing under '${key}' in ${plan.storage.address}, or it has expired`
  return RunState.fromWire(state, { error: new MissingResult(`task '${task.name}'`, reason) })
}
