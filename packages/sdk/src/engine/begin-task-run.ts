import type { TaskRunInput } from '@millrace/protocol'
import type { Session } from '../connection/session.ts'
import type { ActiveFlowRun } from '../context/flow-run.ts'
import { depthHere } from '../context/nesting.ts'
import { currentTags } from '../context/tags.ts'
import { activeTaskRun } from '../context/task-run.ts'
import { RunSuspended } from '../errors.ts'
import { newId } from '../identifiers.ts'
import { namedParameters, type NamedParameters } from '../parameters/call-parameters.ts'
import { defaultResultPlan, resultPlan } from '../results/result-plan.ts'
import type { TaskDefinition } from '../task-definition.ts'
import { activeTransaction } from '../transactions/active.ts'
import { namesOfCall, nextNumber } from './numbered.ts'
import { originsOf } from './origins.ts'
import { TaskRun } from './task-run.ts'

/** What tells one call of a task from others; given with the call, so that they are numbered in the order of the code. */
export interface TaskCallId {
  readonly id: string
  /** Among the calls of the task in this attempt at the flow; undefined for a task that is called on its own. */
  readonly number: number | undefined
}

/** @throws RunSuspended in a flow run that was suspended, MillraceError within too many runs. */
export function callOf(task: TaskDefinition, flow: ActiveFlowRun | undefined): TaskCallId {
  if (flow?.suspended !== undefined) throw new RunSuspended(`task '${task.name}' was called after its flow run was suspended`)
  depthHere(`task '${task.name}'`)
  return { id: newId(), number: flow === undefined ? undefined : nextNumber(task.key, flow) }
}

/** Puts the run of a call together, with what is ambient here, and tells the server of it. */
export function beginTaskRun(
  task: TaskDefinition,
  args: readonly unknown[],
  session: Session,
  flow: ActiveFlowRun | undefined,
  { id, number }: TaskCallId,
): TaskRun {
  const plan = resultPlan(task.options, flow?.plan ?? defaultResultPlan(session.settings))
  const tags = [...new Set([...(task.options.tags ?? []), ...currentTags()])]
  const names =
    flow === undefined || number === undefined ? { name: task.name, dynamicKey: `${task.key}-${id}` } : namesOfCall(task.name, number, flow)
  return new TaskRun({ id, ...names, task, session, flow, inputs: inputsOf(task, args), tags, plan, around: activeTransaction.peek() })
}

/** What a call of a task comes from, by parameter. */
export function inputsOf(task: TaskDefinition, args: readonly unknown[]): Record<string, TaskRunInput[]> {
  const parents = activeTaskRun.peek()
  const waitFor = task.options.waitFor ?? []
  return {
    ...inputsByParameter(namedParameters(task.signature, args)),
    ...(parents === undefined ? {} : { __parents__: [{ input_type: 'task_run' as const, id: parents.info.id }] }),
    ...(waitFor.length === 0 ? {} : { wait_for: originsOf(waitFor) }),
  }
}

/** Where each named argument came from. */
export const inputsByParameter = (parameters: NamedParameters): Record<string, TaskRunInput[]> =>
  Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, originsOf(value)]))
