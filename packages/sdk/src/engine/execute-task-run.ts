import { abortable } from '../abortable.ts'
import { depthHere } from '../context/nesting.ts'
import { printLogger } from '../context/print-logger.ts'
import { activeTaskRun } from '../context/task-run.ts'
import { UpstreamFailed } from '../errors.ts'
import { resolveFutures } from '../futures/resolve.ts'
import { callFunction } from '../generators/generator-function.ts'
import { capturePrints } from '../logging/print-capture.ts'
import { namedParameters } from '../parameters/call-parameters.ts'
import { keepsResults } from '../results/result-plan.ts'
import { RunState } from '../states/run-state.ts'
import type { TaskDefinition } from '../task-definition.ts'
import { attempt } from './layers/attempt.ts'
import { cache } from './layers/cache.ts'
import { conclude } from './layers/conclude.ts'
import { type Layer, layered } from './layers/layer.ts'
import { materialize } from './layers/materialize.ts'
import { persist } from './layers/persist.ts'
import { endOfPlaced, placement } from './layers/placement.ts'
import { resume } from './layers/resume.ts'
import { retries } from './layers/retries.ts'
import { timeout } from './layers/timeout.ts'
import { trace } from './layers/trace.ts'
import { transact } from './layers/transact.ts'
import { type Ending, stateOfError, stateOfValue } from './returned-state.ts'
import { functionInPlaceOf } from './replaced-functions.ts'
import { runName } from './run-name.ts'
import type { TaskRun } from './task-run.ts'

/** What surrounds the function of a task; the first is the outermost. */
const LAYERS: readonly Layer[] = [trace, materialize, conclude, transact, resume, cache, persist, retries, placement, attempt, timeout]

/**
 * Takes a run that has begun to its end: waits for its arguments, and calls the function within the layers. Answers its final
 * state, or NotReady where an argument did not complete.
 *
 * @param room Whether there is room to tell the server of it already; else it is waited for.
 */
export async function executeTaskRun(run: TaskRun, given: readonly unknown[], room: 'has room' | 'unasked' = 'unasked'): Promise<RunState> {
  const { task, session, flow } = run
  const args = await readyArguments(task, given)
  if (args instanceof UpstreamFailed) return notReady(run, args)
  run.args = args
  run.parameters = namedParameters(task.signature, args)
  const refused = prepared(run)
  if (refused !== undefined) return refused
  if (room === 'unasked') await session.events.whenRoom()
  const logPrints = task.options.logPrints ?? flow?.logPrints ?? session.settings.logging.logPrints
  if (logPrints) capturePrints(printLogger)
  const { state } = await activeTaskRun.run(
    { info: run.info, log: run.log, logPrints, resultKey: run.resultKey, depth: depthHere(`task '${task.name}'`) },
    layered(() => callHereOrThere(run), LAYERS, run),
  )
  return state
}

/** Computes keys and name; answers Failed where a function of the user's that says one throws. */
function prepared(run: TaskRun): RunState | undefined {
  try {
    run.resultKey = resultKeyOf(run)
    run.name = runName(run.task.options.taskRunName, run.parameters) ?? run.name
    return undefined
  } catch (error) {
    const state = stateOfError('Task run', error)
    run.enter(state)
    run.log.error(`Finished in state ${state.toString()}`)
    return state
  }
}

function notReady(run: TaskRun, error: UpstreamFailed): RunState {
  const state = new RunState({ type: 'PENDING', name: 'NotReady', message: error.message, outcome: { error } })
  run.enter(state)
  run.log.error(`Finished in state ${state.toString()}`)
  return state
}

/** The innermost: one call of the function, in this process unless the task runner has placed it elsewhere. */
async function callHereOrThere(run: TaskRun): Promise<Ending> {
  return { state: (await endOfPlaced(run)) ?? (await stateOfValue(await call(run))), data: null }
}

function call({ task, signal, args }: TaskRun): Promise<unknown> {
  signal.throwIfAborted()
  return abortable(callFunction(functionInPlaceOf(task.fn), args), signal)
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
