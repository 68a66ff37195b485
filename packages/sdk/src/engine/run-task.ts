import { isStatus } from '@millrace/client/errors'
import type { TaskRun as TaskRunRow, TaskRunInput } from '@millrace/protocol'
import { abortable } from '../abortable.ts'
import { ownWork } from '../calls/registry.ts'
import { currentSession, type Session, withSession } from '../connection/session.ts'
import { activeFlowRun, type ActiveFlowRun } from '../context/flow-run.ts'
import { depthHere } from '../context/nesting.ts'
import { printLogger } from '../context/print-logger.ts'
import { currentTags } from '../context/tags.ts'
import { activeTaskRun } from '../context/task-run.ts'
import { RunSuspended, UpstreamFailed } from '../errors.ts'
import { resolveFutures } from '../futures/resolve.ts'
import { TaskFuture } from '../futures/task-future.ts'
import { callFunction } from '../generators/generator-function.ts'
import { newId } from '../identifiers.ts'
import { capturePrints } from '../logging/print-capture.ts'
import { namedParameters, type NamedParameters } from '../parameters/call-parameters.ts'
import { defaultResultPlan, keepsResults, type ResultPlan, resultPlan } from '../results/result-plan.ts'
import { RunState } from '../states/run-state.ts'
import type { TaskDefinition } from '../task-definition.ts'
import { activeTransaction } from '../transactions/active.ts'
import { attempt } from './layers/attempt.ts'
import { cache } from './layers/cache.ts'
import { conclude } from './layers/conclude.ts'
import { type Layer, layered } from './layers/layer.ts'
import { persist } from './layers/persist.ts'
import { endOfPlaced, placement } from './layers/placement.ts'
import { resume } from './layers/resume.ts'
import { retries } from './layers/retries.ts'
import { timeout } from './layers/timeout.ts'
import { trace } from './layers/trace.ts'
import { transact } from './layers/transact.ts'
import { numbered } from './numbered.ts'
import { originsOf } from './origins.ts'
import { stateOfError, stateOfValue } from './returned-state.ts'
import { functionInPlaceOf } from './replaced-functions.ts'
import { runName } from './run-name.ts'
import { TaskRun } from './task-run.ts'
import type { TaskRunSnapshot } from './task-run-event.ts'

/** What surrounds the function of a task; the first is the outermost. */
const LAYERS: readonly Layer[] = [trace, conclude, transact, resume, cache, persist, retries, placement, attempt, timeout]

/** Runs a task here and now, within the flow run around or on its own, and answers its final state. */
export async function runTask(task: TaskDefinition, args: readonly unknown[]): Promise<RunState> {
  const flow = activeFlowRun.peek()
  if (flow !== undefined) return await track(flow, execute(begin(task, args, flow.session, flow, callOf(task, flow)), args))
  await ownWork()
  const session = await currentSession()
  return await withSession(session, () => execute(begin(task, args, session, undefined, callOf(task, undefined)), args))
}

/** Hands a task to the task runner of the flow run around. Throws `OutsideRun` when there is none. */
export function submitTask(task: TaskDefinition, args: readonly unknown[]): TaskFuture<unknown> {
  const flow = activeFlowRun.get()
  const { events } = flow.session
  // A task that waits for tasks it submitted must not wait for its own slot.
  const nested = activeTaskRun.peek() !== undefined
  const call = callOf(task, flow)
  const start = (): TaskRun => {
    const begun = begin(task, args, flow.session, flow, call)
    if (!nested) begun.runner = flow.tasks
    return begun
  }
  // Of a map over very many, those behind are put together when there is room for what is told of them: what a run has is much.
  let run = events.isFull ? undefined : start()
  const job = async (): Promise<RunState> => {
    if (run !== undefined) return await execute(run, args)
    await events.whenRoom()
    run = start()
    return await execute(run, args, 'has room')
  }
  const finished = (nested ? job() : flow.tasks.submit(job)).catch((error: unknown) => stateOfError('Task run', error))
  trackToEnd(flow, finished)
  return new TaskFuture({
    taskRunId: call.id,
    name: () => run?.name ?? call.name,
    state: () => run?.state ?? new RunState({ type: 'PENDING' }),
    finished,
    endsForGood: activeTransaction.peek() === undefined,
  })
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
    return await withSession(session, () => execute(run, args))
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

/** What tells one call of a task from others, known as soon as it is made. */
type Call = Pick<TaskRun, 'id' | 'name'> & { readonly dynamicKey: string }

function callOf(task: TaskDefinition, flow: ActiveFlowRun | undefined): Call {
  if (flow?.suspended !== undefined) throw new RunSuspended(`task '${task.name}' was called after its flow run was suspended`)
  depthHere(`task '${task.name}'`)
  const id = newId()
  return flow === undefined ? { id, name: task.name, dynamicKey: `${task.key}-${id}` } : { id, ...numbered(task, flow) }
}

function begin(task: TaskDefinition, args: readonly unknown[], session: Session, flow: ActiveFlowRun | undefined, call: Call): TaskRun {
  const plan = resultPlan(task.options, flow?.plan ?? defaultResultPlan(session.settings))
  const tags = [...new Set([...(task.options.tags ?? []), ...currentTags()])]
  return new TaskRun({ ...call, task, session, flow, inputs: inputsOf(task, args), tags, plan, around: activeTransaction.peek() })
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

async function track<Result>(flow: ActiveFlowRun, finished: Promise<Result>): Promise<Result> {
  flow.submitted.add(finished)
  activeTransaction.peek()?.await(finished)
  try {
    return await finished
  } finally {
    flow.submitted.delete(finished)
  }
}

/** As `track`, for what never rejects; it keeps less in memory until then, and there may be very many. */
function trackToEnd(flow: ActiveFlowRun, finished: Promise<RunState>): void {
  flow.submitted.add(finished)
  activeTransaction.peek()?.await(finished)
  void finished.then(() => flow.submitted.delete(finished))
}

async function execute(run: TaskRun, given: readonly unknown[], room: 'has room' | 'unasked' = 'unasked'): Promise<RunState> {
  const { task, session, flow } = run
  const args = await readyArguments(task, given)
  if (args instanceof UpstreamFailed) {
    const state = new RunState({ type: 'PENDING', name: 'NotReady', message: args.message, outcome: { error: args } })
    run.enter(state)
    run.log.error(`Finished in state ${state.toString()}`)
    return state
  }
  run.args = args
  run.parameters = namedParameters(task.signature, args)
  run.resultKey = resultKeyOf(run)
  run.name = runName(task.options.taskRunName, run.parameters) ?? run.name
  if (room === 'unasked') await session.events.whenRoom()
  const logPrints = task.options.logPrints ?? flow?.logPrints ?? session.settings.logging.logPrints
  if (logPrints) capturePrints(printLogger)
  const body = async (): Promise<{ state: RunState; data: null }> => ({
    state: (await endOfPlaced(run)) ?? (await stateOfValue(await call(run, args))),
    data: null,
  })
  const ending = await activeTaskRun.run(
    { info: run.info, log: run.log, logPrints, resultKey: run.resultKey, depth: depthHere(`task '${task.name}'`) },
    layered(body, LAYERS, run),
  )
  return ending.state
}

function resultKeyOf({ task, flow, plan, parameters }: TaskRun): string | undefined {
  if (flow === undefined || !keepsResults(plan)) return undefined
  return flow.resultKeys.next({
    label: `Task '${task.name}'`,
    key: task.key,
    parameters,
    within: activeTaskRun.peek()?.resultKey,
  })
}

async function readyArguments({ options }: TaskDefinition, given: readonly unknown[]): Promise<unknown[] | UpstreamFailed> {
  try {
    if (options.waitFor !== undefined) await resolveFutures(options.waitFor)
    return given.some((argument) => mayHoldFutures(argument)) ? await Promise.all(given.map(resolveFutures)) : [...given]
  } catch (error) {
    if (error instanceof UpstreamFailed) return error
    throw error
  }
}

const mayHoldFutures = (argument: unknown): boolean => typeof argument === 'object' && argument !== null

function call({ task, signal }: TaskRun, args: readonly unknown[]): Promise<unknown> {
  signal.throwIfAborted()
  return abortable(callFunction(functionInPlaceOf(task.fn), args), signal)
}
