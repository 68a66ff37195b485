import { activeFlowRun, type ActiveFlowRun } from '../context/flow-run.ts'
import { withSession, type Session } from '../connection/session.ts'
import { printLogger } from '../context/print-logger.ts'
import { tags } from '../context/tags.ts'
import { activeTaskRun, type TaskRunInfo } from '../context/task-run.ts'
import { loadEngine } from '../engine/lazy.ts'
import { createProposer } from '../engine/propose.ts'
import { ResultKeys } from '../engine/result-keys.ts'
import { stateOfValue } from '../engine/returned-state.ts'
import { UnderWay } from '../engine/under-way.ts'
import { capturePrints } from '../logging/print-capture.ts'
import { createLogger } from '../logging/run-logger.ts'
import { namedParameters } from '../parameters/call-parameters.ts'
import { devalueSerializer, namedSerializer } from '../results/serializers.ts'
import type { ResultStorage } from '../results/storage.ts'
import type { RunState } from '../states/run-state.ts'
import type { TaskDefinition } from '../task-definition.ts'
import { concurrent } from '../task-runners/concurrent.ts'
import type { CallTransaction } from './call-transaction.ts'
import type { FlowData, SendableCall } from './task-call.ts'
import { callFunction } from '../generators/generator-function.ts'
import { unpack } from './values.ts'

/** What a call has around it where it runs. */
export interface Surroundings {
  readonly session: Session
  readonly storage: ResultStorage
  readonly flow: FlowData
  readonly signal: AbortSignal
  readonly transaction: CallTransaction
}

/** Calls the function of a task with the runs of its flow and its task around it, and waits for what it started inside. */
export async function executeCall(task: TaskDefinition, call: SendableCall, around: Surroundings): Promise<RunState> {
  await loadEngine()
  const { session, signal } = around
  const args = call.args.map(unpack)
  const flow = flowOf(call, around)
  const { resultKey, logPrints, startTime, transaction: _values, ...run } = call.run
  const info: TaskRunInfo = {
    ...run,
    parameters: namedParameters(task.signature, args),
    startTime: startTime === undefined ? undefined : new Date(startTime),
    signal,
  }
  const speaker = { source: 'millrace.task_runs', label: () => `Task run '${run.name}'`, flowRunId: run.flowRunId, taskRunId: run.id }
  const log = createLogger(speaker, session)
  if (logPrints || flow.logPrints) capturePrints(printLogger)
  const body = async (): Promise<RunState> => {
    signal.throwIfAborted()
    return await around.transaction.run(log, async () => await stateOfValue(await callFunction(task.fn, args)))
  }
  try {
    return await withSession(session, () =>
      activeFlowRun.run(flow, () => tags(call.tags, () => activeTaskRun.run({ info, log, logPrints, resultKey, depth: 2 }, body))),
    )
  } finally {
    await flow.underWay.over()
  }
}

function flowOf(call: SendableCall, { session, storage, flow, signal }: Surroundings): ActiveFlowRun {
  const { info, plan, logPrints, goesOn } = flow
  const label = (): string => `Flow run '${info.name}'`
  const log = createLogger({ source: 'millrace.flow_runs', label, flowRunId: info.id, taskRunId: null }, session)
  const parameters = Object.fromEntries(Object.entries(flow.parameters).map(([name, value]) => [name, unpack(value)]))
  return {
    info: { ...info, parameters, signal },
    session,
    log,
    logPrints,
    plan: { persist: plan.persist, storage, serializer: namedSerializer(plan.serializer) ?? devalueSerializer },
    goesOn,
    resultKeys: new ResultKeys(info.id, log, new Set(flow.discarded)),
    tasks: concurrent().open(),
    calls: new Map(),
    // Tasks called in different calls are numbered from 0 in each.
    keySuffix: `${flow.keySuffix}-${call.id.slice(-8)}`,
    proposer: createProposer(session.client, info.id, flow.attempt),
    pauses: { count: 0 },
    suspended: undefined,
    cancel: () => undefined,
    underWay: new UnderWay(),
    file: call.task.flowFile,
    // Runs around those that wait for it elsewhere are not counted here.
    depth: 1,
  }
}
