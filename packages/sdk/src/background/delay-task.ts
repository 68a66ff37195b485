import type { State } from '@millrace/protocol'
import { scheduled } from '@millrace/protocol/states'
import { now } from '../clock.ts'
import { currentSession, type Session } from '../connection/session.ts'
import { activeFlowRun } from '../context/flow-run.ts'
import { currentTags } from '../context/tags.ts'
import { activeTaskRun } from '../context/task-run.ts'
import { describeError, MissingResult } from '../errors.ts'
import { inputsOf, numbered } from '../engine/run-task.ts'
import { retryPolicyOf, wirePolicyOf } from '../engine/task-run.ts'
import { stateOfError } from '../engine/returned-state.ts'
import { resolveFutures } from '../futures/resolve.ts'
import { newId } from '../identifiers.ts'
import { defaultResultPlan, resultPlan, type ResultPlan } from '../results/result-plan.ts'
import { readResult, storageKeyIn } from '../results/result-store.ts'
import { RunState } from '../states/run-state.ts'
import type { TaskDefinition } from '../task-definition.ts'
import { BackgroundFuture } from './background-future.ts'
import { awaitTaskRun } from './await-task-runs.ts'
import { storeArguments } from './parameters.ts'

/** Asks for a run of a task by whichever process serves it. */
export function delayTask(task: TaskDefinition, args: readonly unknown[]): BackgroundFuture<unknown> {
  const taskRunId = newId()
  const flow = activeFlowRun.peek()
  const { name, dynamicKey } = flow === undefined ? { name: task.name, dynamicKey: `${task.key}-${newId()}` } : numbered(task, flow)
  const order = { task, taskRunId, name, dynamicKey, args, tags: [...new Set([...(task.options.tags ?? []), ...currentTags()])] }
  const session = Promise.resolve(currentSession())
  const asked = session.then((opened) => schedule(opened, order))
  flow?.submitted.add(asked)
  asked
    .catch((error: unknown) => {
      // Who does not await it would never know.
      const log = activeTaskRun.peek()?.log ?? flow?.log
      const text = `The background task '${name}' could not be scheduled: ${describeError(error)}`
      if (log === undefined) process.stderr.write(`millrace: ${text}\n`)
      else log.error(text)
    })
    .finally(() => flow?.submitted.delete(asked))
  const watch = async (): Promise<RunState> => {
    try {
      await asked
      const opened = await session
      return await resultOf(task, planOf(task, opened), await awaitTaskRun(opened, taskRunId))
    } catch (error) {
      return stateOfError('Task run', error)
    }
  }
  return new BackgroundFuture({ taskRunId, name, scheduled: asked, watch })
}

interface Order {
  readonly task: TaskDefinition
  readonly taskRunId: string
  readonly name: string
  readonly dynamicKey: string
  readonly args: readonly unknown[]
  readonly tags: readonly string[]
}

/** Arguments first: whoever takes the run finds them. */
async function schedule(session: Session, { task, taskRunId, name, dynamicKey, args, tags }: Order): Promise<void> {
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

/** The state with the result that whoever ran the task has left in the storage. */
async function resultOf({ name }: TaskDefinition, plan: ResultPlan, state: State): Promise<RunState> {
  const key = storageKeyIn(state.data)
  const found = key === undefined ? undefined : await readResult(plan, key)
  if (found !== undefined) return RunState.fromWire(state, { value: found.value })
  if (state.type !== 'COMPLETED') return RunState.fromWire(state)
  const reason =
    key === undefined
      ? 'the process that ran it did not keep it'
      : `there is nothing under '${key}' in ${plan.storage.address}, or it has expired`
  return RunState.fromWire(state, { error: new MissingResult(`task '${name}'`, reason) })
}
