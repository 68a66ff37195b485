import { activeFlowRun } from '../context/flow-run.ts'
import { MillraceError, OutsideRun } from '../errors.ts'
import type { FlowDefinition } from '../flow-definition.ts'
import type { TaskFuture } from '../futures/task-future.ts'
import type { TaskFutures } from '../futures/task-futures.ts'
import type { RunState } from '../states/run-state.ts'
import type { TaskDefinition } from '../task-definition.ts'
import { tracing } from '../visualize/tracing.ts'
import type * as EngineModule from './engine.ts'
import { mapArguments } from './map-arguments.ts'
import type { RunFlowRunOptions } from './run-flow-run.ts'

type Engine = typeof EngineModule

let engine: Engine | undefined

/**
 * Loads what runs flows and tasks, once: with the first run, so that who only defines them starts quickly. Whatever calls code inside
 * a flow run calls it before, as `submit` cannot wait for it.
 */
export async function loadEngine(): Promise<Engine> {
  return (engine ??= await import('./engine.ts'))
}

/** Runs a flow here and now, and answers its final state. */
export const runFlow = (definition: FlowDefinition, given: readonly unknown[]): Promise<RunState> =>
  tracing.peek()?.run(definition, given) ??
  (engine === undefined ? loadEngine().then((loaded) => loaded.runFlow(definition, given)) : engine.runFlow(definition, given))

/** Runs a task here and now, and answers its final state. */
export const runTask = (definition: TaskDefinition, args: readonly unknown[]): Promise<RunState> =>
  tracing.peek()?.run(definition, args) ??
  (engine === undefined ? loadEngine().then((loaded) => loaded.runTask(definition, args)) : engine.runTask(definition, args))

/** Hands a task to the task runner of the flow run around. Throws `OutsideRun` when there is none. */
export const submitTask = (definition: TaskDefinition, args: readonly unknown[]): TaskFuture<unknown> =>
  tracing.peek()?.submit(definition, args) ?? engineAround(definition).submitTask(definition, args)

/** Submits a task for each of the items in its arguments. Throws `OutsideRun` when there is no flow run around. */
export const mapTask = (definition: TaskDefinition, args: readonly unknown[]): TaskFutures<unknown> =>
  tracing.peek()?.map(definition, args) ?? engineAround(definition).mapTask(definition, mapArguments(definition.name, args))

function engineAround({ name }: TaskDefinition): Engine {
  if (activeFlowRun.peek() === undefined)
    throw new OutsideRun(
      `${name}.submit() and .map() work only inside a flow; outside, \`await ${name}(…)\` runs the task here, and \`${name}.delay(…)\` where it is served`,
    )
  if (engine === undefined) throw new MillraceError(`task '${name}' was submitted in a flow run that no engine runs`)
  return engine
}

/**
 * Executes a run that exists in the API: a deployment's, or one that another process left. Answers its final state.
 *
 * A run whose parameters do not fit the flow is Failed, with every field that does not.
 *
 * @throws RunAborted when the server says that it must not run, RunSuperseded when another process took it over.
 */
export const runFlowRun = async (flowRunId: string, options: RunFlowRunOptions): Promise<RunState> =>
  await (await loadEngine()).runFlowRun(flowRunId, options)
