import { currentSession, type Session, withSession } from '../connection/session.ts'
import { activeFlowRun, type ActiveFlowRun } from '../context/flow-run.ts'
import { resolveFutures } from '../futures/resolve.ts'
import type { FlowDefinition } from '../flow-definition.ts'
import { keepLease } from '../lease/keep-lease.ts'
import { namedParameters, type NamedParameters, positionalArguments } from '../parameters/call-parameters.ts'
import { validateParameters } from '../parameters/validate.ts'
import { guard } from '../process/guard.ts'
import { defaultResultPlan, resultPlan } from '../results/result-plan.ts'
import type { RunState } from '../states/run-state.ts'
import { createFlowRun } from './create-flow-run.ts'
import { drive } from './drive.ts'
import { beginExecution, type FlowExecution } from './flow-execution.ts'
import { rememberOrigin } from './origins.ts'
import { runName } from './run-name.ts'
import { inputsByParameter } from './run-task.ts'

/** Runs a flow here and now, as a run of its own or as a subflow of the flow around, and answers its final state. */
export async function runFlow(definition: FlowDefinition, given: readonly unknown[]): Promise<RunState> {
  const parent = activeFlowRun.peek()
  if (parent === undefined) {
    const session = await currentSession()
    return await withSession(session, async () => await runAlone(await prepare(definition, session, given, undefined), true))
  }
  const finished = runInside(definition, given, parent)
  parent.submitted.add(finished)
  try {
    return await finished
  } finally {
    parent.submitted.delete(finished)
  }
}

async function runInside(definition: FlowDefinition, given: readonly unknown[], parent: ActiveFlowRun): Promise<RunState> {
  const execution = await prepare(definition, parent.session, given, parent)
  execution.log.info(`Beginning subflow run '${execution.run.name}' for flow '${definition.name}'`)
  const state = await drive(execution)
  const { parent_task_run_id: id } = execution.run
  if (id !== null && state.outcome !== undefined && 'value' in state.outcome)
    rememberOrigin(state.outcome.value, { input_type: 'task_run', id })
  return state
}

/** Drives a run that has no run around: it is guarded against the end of the process and, over a network, keeps its lease. */
export async function runAlone(execution: FlowExecution, leased: boolean): Promise<RunState> {
  const { definition, session, run, log } = execution
  using _guarded = guard(execution)
  using lease = leased ? keepLease(execution) : undefined
  log.info(`Beginning flow run '${run.name}' for flow '${definition.name}'`)
  try {
    return await drive(execution, lease)
  } finally {
    await session.flush()
  }
}

async function prepare(
  definition: FlowDefinition,
  session: Session,
  given: readonly unknown[],
  parent: ActiveFlowRun | undefined,
): Promise<FlowExecution> {
  const { options, signature } = definition
  if (options.waitFor !== undefined) await resolveFutures(options.waitFor)
  const resolved = await Promise.all(given.map((argument) => resolveFutures(argument)))
  const shown = namedParameters(signature, resolved)
  const { args, parameters } = await accepted(definition, resolved, shown)
  const plan = resultPlan(options, parent?.plan ?? defaultResultPlan(session.settings))
  const logPrints = options.logPrints ?? parent?.logPrints ?? session.settings.logging.logPrints
  const run = await createFlowRun({
    definition,
    session,
    parameters: shown,
    parent,
    inputs: inputsByParameter(namedParameters(signature, given)),
    name: runName(options.flowRunName, parameters),
  })
  return beginExecution({ definition, session, run, args, parameters, plan, logPrints, around: parent?.info.signal })
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
