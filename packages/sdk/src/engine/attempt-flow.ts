import type { Json, State } from '@millrace/protocol'
import { abortable } from '../abortable.ts'
import { activeFlowRun, type ActiveFlowRun } from '../context/flow-run.ts'
import { depthHere } from '../context/nesting.ts'
import { describeError } from '../errors.ts'
import { callFunction } from '../generators/generator-function.ts'
import { printLogger } from '../context/print-logger.ts'
import { capturePrints } from '../logging/print-capture.ts'
import { writeResult } from '../results/result-store.ts'
import { RunState } from '../states/run-state.ts'
import { concurrent } from '../task-runners/concurrent.ts'
import { discardedResults } from './discarded-results.ts'
import { type FlowExecution, infoOf } from './flow-execution.ts'
import { loadEngine } from './lazy.ts'
import { ResultKeys } from './result-keys.ts'
import { type Ending, stateOfError, stateOfValue } from './returned-state.ts'
import { timeLimit } from './time-limit.ts'
import { UnderWay } from './under-way.ts'

/** Which attempt at a flow run this is. */
export interface Attempt {
  /** 1 the first time. */
  readonly runCount: number
  /** Whether there was one before it: in this process or another, or up to a suspension. */
  readonly goesOn: boolean
  /** The state by which it began. */
  readonly began: State
}

/** Calls the flow's function once, waits for all tasks it submitted, and answers how it ended. */
export async function attemptFlow(execution: FlowExecution, { runCount, goesOn, began }: Attempt): Promise<Ending> {
  const { definition, session, run, plan, logPrints, log, proposer } = execution
  await loadEngine()
  using limit = timeLimit('Flow run', definition.options.timeoutSeconds, execution.signal)
  const { signal } = limit
  const active: ActiveFlowRun = {
    info: infoOf(execution, runCount, began.timestamp, signal),
    session,
    log,
    logPrints,
    plan,
    goesOn,
    resultKeys: new ResultKeys(run.id, log, goesOn ? await discardedResults(session.client, run.id) : undefined),
    // Not the count: a run that was suspended goes on under the same one.
    keySuffix: goesOn ? `~${began.id.slice(-8)}` : '',
    tasks: (definition.options.taskRunner ?? concurrent()).open(),
    calls: new Map(),
    proposer,
    pauses: { count: 0 },
    suspended: undefined,
    cancel: execution.cancel,
    underWay: new UnderWay(),
    file: definition.file,
    depth: depthHere(`flow '${definition.name}'`),
  }
  if (logPrints) capturePrints(printLogger)
  return await activeFlowRun.run(active, async () => {
    const ending = await callFlow(execution, signal)
    await active.underWay.over()
    await active.tasks.close?.()
    const { suspended } = active
    return suspended === undefined ? ending : { state: RunState.fromWire(suspended), data: null, agreed: suspended }
  })
}

async function callFlow(execution: FlowExecution, signal: AbortSignal): Promise<Ending> {
  const { definition, args } = execution
  try {
    signal.throwIfAborted()
    const value = await abortable(callFunction(definition.fn, args), signal)
    const state = await stateOfValue(value)
    return { state, data: state.isCompleted ? await persisted(execution, value) : null }
  } catch (error) {
    return { state: stateOfError('Flow run', error), data: null }
  }
}

/** Writes the result where somebody asked for it, and that of a subflow where its parent may be resumed and want it. */
async function persisted({ definition, run, plan, log }: FlowExecution, value: unknown): Promise<Json> {
  if (plan.persist !== 'always' && !(plan.persist === 'resumable' && run.parent_task_run_id !== null)) return null
  const what = `flow '${definition.name}'`
  try {
    return (await writeResult(plan, { key: `${run.id}/result`, value, expiration: null, what })) as unknown as Json
  } catch (error) {
    if (plan.persist === 'always') throw error
    log.warn(`This flow run will go on again if its parent is resumed: ${describeError(error)}`)
    return null
  }
}
