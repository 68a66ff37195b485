import type { Json, State } from '@millrace/protocol'
import { abortable } from '../abortable.ts'
import { activeFlowRun, type ActiveFlowRun } from '../context/flow-run.ts'
import { RunTimedOut } from '../errors.ts'
import { printLogger } from '../context/print-logger.ts'
import { newId } from '../identifiers.ts'
import { capturePrints } from '../logging/print-capture.ts'
import { writeResult } from '../results/result-store.ts'
import { concurrent } from '../task-runners/concurrent.ts'
import { type FlowExecution, infoOf } from './flow-execution.ts'
import { type Ending, stateOfError, stateOfValue } from './returned-state.ts'

/** Calls the flow's function once, as `runCount`-th attempt, waits for all tasks it submitted, and answers how it ended. */
export async function attemptFlow(execution: FlowExecution, runCount: number, { timestamp }: State): Promise<Ending> {
  const { definition, session, plan, logPrints, log } = execution
  using limit = timeLimit(definition.options.timeoutSeconds, execution.signal)
  const { signal } = limit
  const active: ActiveFlowRun = {
    info: infoOf(execution, runCount, timestamp, signal),
    session,
    log,
    logPrints,
    plan,
    tasks: (definition.options.taskRunner ?? concurrent()).open(),
    calls: new Map(),
    submitted: new Set(),
  }
  if (logPrints) capturePrints(printLogger)
  return await activeFlowRun.run(active, async () => {
    const ending = await callFlow(execution, signal)
    while (active.submitted.size > 0) await Promise.allSettled(active.submitted)
    return ending
  })
}

async function callFlow({ definition, args, plan }: FlowExecution, signal: AbortSignal): Promise<Ending> {
  try {
    signal.throwIfAborted()
    const value = await abortable(callAsync(definition.fn as (...args: unknown[]) => unknown, args), signal)
    const state = await stateOfValue(value)
    const data: Json = plan.persist && state.isCompleted ? await persisted(definition.name, value, plan) : null
    return { state, data }
  } catch (error) {
    return { state: stateOfError('Flow run', error), data: null }
  }
}

// Async, so that what a plain function throws becomes a rejection.
const callAsync = async (fn: (...args: unknown[]) => unknown, args: readonly unknown[]): Promise<unknown> => await fn(...args)

const persisted = async (name: string, value: unknown, plan: FlowExecution['plan']): Promise<Json> =>
  (await writeResult(plan, { key: newId(), value, expiration: null, what: `flow '${name}'` })) as unknown as Json

function timeLimit(seconds: number | undefined, around: AbortSignal): { readonly signal: AbortSignal } & Disposable {
  if (seconds === undefined) return { signal: around, [Symbol.dispose]: () => undefined }
  const own = new AbortController()
  const timer = setTimeout(() => own.abort(new RunTimedOut('Flow run', seconds)), seconds * 1000)
  return { signal: AbortSignal.any([around, own.signal]), [Symbol.dispose]: () => clearTimeout(timer) }
}
