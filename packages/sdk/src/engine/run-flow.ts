import { watchForCancellation } from '../cancellation/cancellation-watch.ts'
import { ownWork } from '../calls/registry.ts'
import { resolveBlockReferences } from '../blocks/references.ts'
import { currentSession, type Session, withSession } from '../connection/session.ts'
import { activeFlowRun, type ActiveFlowRun } from '../context/flow-run.ts'
import { depthHere } from '../context/nesting.ts'
import { activeTaskRun } from '../context/task-run.ts'
import { describeError } from '../errors.ts'
import { resolveFutures } from '../futures/resolve.ts'
import type { FlowDefinition } from '../flow-definition.ts'
import { fingerprint } from '../identifiers.ts'
import { keepLease, type KeptLease } from '../lease/keep-lease.ts'
import { keepOrphanedLease } from '../lease/keep-orphaned-lease.ts'
import { namedParameters, type NamedParameters, positionalArguments } from '../parameters/call-parameters.ts'
import { validateParameters } from '../parameters/validate.ts'
import { guard } from '../process/guard.ts'
import { defaultResultPlan, flowResultPlan, keepsResults, resultPlan } from '../results/result-plan.ts'
import { readResult, storageKeyIn } from '../results/result-store.ts'
import { valueIn } from '../states/outcome.ts'
import { RunState } from '../states/run-state.ts'
import { inputsByParameter } from './begin-task-run.ts'
import { createFlowRun } from './create-flow-run.ts'
import { drive } from './drive.ts'
import { beginExecution, type FlowExecution } from './flow-execution.ts'
import { rememberOrigin } from './origins.ts'
import { runName } from './run-name.ts'

/** Runs a flow here and now, as a run of its own or as a subflow of the flow around, and answers its final state. */
export async function runFlow(definition: FlowDefinition, given: readonly unknown[]): Promise<RunState> {
  const parent = activeFlowRun.peek()
  if (parent === undefined) {
    await ownWork()
    const session = await currentSession()
    return await withSession(session, async () => await runAlone(await prepare(definition, session, given, undefined), 'nobody'))
  }
  return await parent.underWay.during(runInside(definition, given, parent))
}

async function runInside(definition: FlowDefinition, given: readonly unknown[], parent: ActiveFlowRun): Promise<RunState> {
  const execution = await prepare(definition, parent.session, given, parent)
  const { log, run } = execution
  const earlier = await completedEarlier(execution)
  if (earlier === undefined) log.info(`Beginning subflow run '${run.name}' for flow '${definition.name}'`)
  else log.info('Completed in an earlier attempt: its result is taken from storage, the subflow is not repeated')
  const state = earlier ?? (await driveInside(execution))
  const { parent_task_run_id: id } = run
  if (id !== null) rememberOrigin(valueIn(state)?.value, { input_type: 'task_run', id })
  // Its parent is not cancelled with it; to that, it is a run that did not complete.
  return state.isCancelled && !parent.info.signal.aborted ? state.withoutOutcome() : state
}

/** A subflow may be cancelled on its own; nobody but us would tell it. */
async function driveInside(execution: FlowExecution): Promise<RunState> {
  using _watched = watched(execution)
  return await drive(execution)
}

const watched = ({ session, run, cancel }: FlowExecution): Disposable =>
  watchForCancellation(session.client, run.id, session.settings.worker.cancellationPollSeconds, cancel)

/** The state of a subflow that an earlier attempt at its parent brought to an end, with its result. */
async function completedEarlier({ run, plan, log }: FlowExecution): Promise<RunState | undefined> {
  const { state } = run
  if (state?.type !== 'COMPLETED') return undefined
  try {
    const key = storageKeyIn(state.data)
    const found = key === undefined ? undefined : await readResult(plan, key)
    return found === undefined ? undefined : RunState.fromWire(state, { value: found.value })
  } catch (error) {
    log.warn(`The result of an earlier attempt in ${plan.storage.address} could not be read: ${describeError(error)}`)
    return undefined
  }
}

/** Who watches over a run: nobody else, somebody, or the worker of this process id on this machine. */
export type Watcher = 'nobody' | 'somebody' | { readonly worker: number }

/**
 * Drives a run that has no run around: it is guarded against the end of the process. Where nobody else watches over it, it keeps its lease and
 * looks whether it is cancelled; where a worker does, it does so from when that is gone.
 */
export async function runAlone(execution: FlowExecution, watcher: Watcher): Promise<RunState> {
  const { definition, session, run, log } = execution
  using _guarded = guard(execution)
  using lease = leaseFor(execution, watcher)
  using _watched = watcher === 'nobody' ? watched(execution) : undefined
  lease?.hold()
  log.info(`Beginning flow run '${run.name}' for flow '${definition.name}'`)
  try {
    return await drive(execution, lease)
  } finally {
    await session.flush()
  }
}

function leaseFor(execution: FlowExecution, watcher: Watcher): KeptLease | undefined {
  if (watcher === 'nobody') return keepLease(execution)
  return watcher === 'somebody' ? undefined : keepOrphanedLease(execution, watcher.worker)
}

async function prepare(
  definition: FlowDefinition,
  session: Session,
  given: readonly unknown[],
  parent: ActiveFlowRun | undefined,
): Promise<FlowExecution> {
  const { options, signature } = definition
  // Before anything is told of a run that cannot be.
  depthHere(`flow '${definition.name}'`)
  if (options.waitFor !== undefined) await resolveFutures(options.waitFor)
  const resolved = await Promise.all(given.map(async (argument) => await resolveBlockReferences(await resolveFutures(argument))))
  const shown = namedParameters(signature, resolved)
  const { args, parameters } = await accepted(definition, resolved, shown)
  const around = parent?.plan ?? defaultResultPlan(session.settings)
  const logPrints = options.logPrints ?? parent?.logPrints ?? session.settings.logging.logPrints
  const run = await createFlowRun({
    definition,
    session,
    parameters: shown,
    parent,
    inputs: inputsByParameter(namedParameters(signature, given)),
    name: runName(options.flowRunName, parameters),
    callKey: parent === undefined ? undefined : callKeyOf(definition, shown, parent),
  })
  const plan = flowResultPlan(options, around, run)
  return beginExecution({ definition, session, run, args, parameters, plan, logPrints, around: parent?.info.signal })
}

/** By which the parent finds this call of a subflow again when it is resumed; undefined when it keeps nothing. */
function callKeyOf({ name, fn, options }: FlowDefinition, parameters: NamedParameters, parent: ActiveFlowRun): string | undefined {
  if (!keepsResults(resultPlan(options, parent.plan))) return undefined
  const key = `flow:${name}-${fingerprint(Function.prototype.toString.call(fn), 8)}`
  return parent.resultKeys.next({ label: `Subflow '${name}'`, key, parameters, within: activeTaskRun.peek()?.resultKey })
}

/** The arguments as the flow's schema makes them; as they are when it has none. */
async function accepted(
  { name, options, signature }: FlowDefinition,
  args: readonly unknown[],
  named: NamedParameters,
): Promise<{ readonly args: readonly unknown[]; readonly parameters: NamedParameters }> {
  if (options.parameters === undefined) return { args, parameters: named }
  const parameters = await validateParameters(options.parameters, named, `flow '${name}'`)
  return { args: positionalArguments(signature, parameters, `flow '${name}'`), parameters }
}
