import type { ActiveFlowRun } from '../context/flow-run.ts'
import { currentTags } from '../context/tags.ts'
import type { TaskRun } from '../engine/task-run.ts'
import { newId } from '../identifiers.ts'
import { TaskNotLoadable } from './errors.ts'
import type { CallContext, FlowData, TaskAddress, TaskCall } from './task-call.ts'
import { type Packed, pack, unpack } from './values.ts'

const scopes = new WeakMap<ActiveFlowRun, { readonly id: string; readonly data: FlowData }>()

/** The next attempt at a task run, as a call that can be made elsewhere, and what surrounds it here. */
export function makeCall(run: TaskRun, flow: ActiveFlowRun): { readonly call: TaskCall; readonly context: CallContext } {
  const scope = scopes.get(flow) ?? { id: newId(), data: dataOf(flow) }
  scopes.set(flow, scope)
  const call: TaskCall = {
    id: newId(),
    task: addressOf(run, flow),
    args: run.args,
    parameters: run.task.signature.parameters.map(({ name }) => name),
    run: {
      id: run.id,
      name: run.name,
      taskName: run.task.name,
      flowRunId: flow.info.id,
      runCount: run.runCount + 1,
      tags: run.tags,
      startTime: run.startTime?.toISOString(),
      resultKey: run.resultKey,
      logPrints: run.task.options.logPrints ?? flow.logPrints,
      transaction: packable(run.transaction?.visible() ?? {}),
    },
    tags: currentTags(),
    scope: scope.id,
  }
  const context: CallContext = {
    session: run.session,
    plan: flow.plan,
    flow: scope.data,
    log: run.log,
    flowLog: flow.log,
    signal: run.signal,
    keep(values) {
      for (const [name, value] of Object.entries(values)) run.transaction?.set(name, unpack(value))
    },
  }
  return { call, context }
}

function addressOf({ task: { name, origin } }: TaskRun, flow: ActiveFlowRun): TaskAddress {
  if (origin.file === undefined || !/[/\\]/.test(origin.file)) {
    throw new TaskNotLoadable(
      `task '${name}' cannot be loaded elsewhere: it was not made in a file${origin.file === undefined ? '' : ` but in ${origin.file}`}. Put it into one, or run this flow with concurrent()`,
    )
  }
  return { file: origin.file, name: origin.name, key: origin.key, flowFile: flow.file }
}

function dataOf({ info, logPrints, goesOn, resultKeys, keySuffix, proposer, plan }: ActiveFlowRun): FlowData {
  const { parameters, signal: _signal, ...data } = info
  return {
    info: data,
    parameters: packable(parameters),
    logPrints,
    goesOn,
    discarded: [...resultKeys.discarded],
    keySuffix,
    attempt: proposer.attempt,
    plan: { persist: plan.persist, storage: plan.storage.address, serializer: plan.serializer.type },
  }
}

/** Values by their names, without those that are no data: these are only missing there. */
export function packable(values: Readonly<Record<string, unknown>>): Record<string, Packed> {
  const packed: Record<string, Packed> = {}
  for (const [name, value] of Object.entries(values)) {
    try {
      packed[name] = pack(value, name)
    } catch {
      // Left out.
    }
  }
  return packed
}
