import type { Client } from '@millrace/client'
import type { FlowRun } from '@millrace/protocol'
import { END_HOOKS_LABEL } from '@millrace/protocol/constants'
import { failed } from '@millrace/protocol/states'
import { BlockNotFound } from '../blocks/errors.ts'
import { resolveBlockReferences } from '../blocks/references.ts'
import { sessionOf } from '../connection/open-session.ts'
import { type Session, withSession } from '../connection/session.ts'
import { describeError, ParameterError } from '../errors.ts'
import type { AnyFlow } from '../any-flow.ts'
import type { FlowDefinition } from '../flow-definition.ts'
import { createLogger } from '../logging/run-logger.ts'
import { namedParameters, type NamedParameters, positionalArguments } from '../parameters/call-parameters.ts'
import { coercedFor } from '../parameters/coerce.ts'
import { validateParameters } from '../parameters/validate.ts'
import { defaultResultPlan, flowResultPlan } from '../results/result-plan.ts'
import { RunState } from '../states/run-state.ts'
import { createProposer } from './propose.ts'
import { beginExecution } from './flow-execution.ts'
import { inEnvironment } from './flow-environment.ts'
import { hooksFor } from './flow-hooks.ts'
import { flowRetryPolicy } from './flow-retries.ts'
import { runAlone, type Watcher } from './run-flow.ts'
import { runName } from './run-name.ts'

/** How an existing flow run is executed. */
export interface RunFlowRunOptions {
  readonly client: Client
  readonly flow: AnyFlow
  /** In place of the run's own parameters. */
  readonly parameters?: NamedParameters
  /** The attempt that the run was claimed with; without one it is taken from the server's first answer. */
  readonly attempt?: number
  /** Who keeps the run's lease (default: somebody, whoever started it); with nobody, this process does. */
  readonly watcher?: Watcher
  readonly signal?: AbortSignal
}

/**
 * Executes a run that exists in the API: a deployment's, or one that another process left. Answers its final state.
 *
 * A run whose parameters do not fit the flow is Failed, with every field that does not.
 *
 * @throws RunAborted when the server says that it must not run, RunSuperseded when another process took it over.
 */
export async function runFlowRun(flowRunId: string, options: RunFlowRunOptions): Promise<RunState> {
  const { client, flow, attempt, signal, watcher = 'somebody' } = options
  const session = sessionOf(client)
  const { definition } = flow
  const run = await client.flowRuns.read({ params: { id: flowRunId } })
  const accepted = await withSession(session, () => accept(session, definition, run, options.parameters ?? run.parameters))
  if (accepted instanceof ParameterError) return await refuse(session, run, accepted, attempt)
  const [adopted] = await Promise.all([
    adopt(session, run, definition, accepted.parameters),
    watcher === 'nobody' ? undefined : announceEndHooks(session, run, definition),
  ])
  const plan = flowResultPlan(definition.options, defaultResultPlan(session.settings), adopted)
  const logPrints = definition.options.logPrints ?? session.settings.logging.logPrints
  const execution = beginExecution({ definition, session, run: adopted, ...accepted, plan, logPrints, attempt, around: signal })
  return await withSession(session, () => inEnvironment(execution, () => runAlone(execution, watcher)))
}

/** Tells whoever watches over the run that hooks are to be called should its process be killed; only this process has the code at hand. */
async function announceEndHooks({ client }: Session, { id, labels }: FlowRun, definition: FlowDefinition): Promise<void> {
  if (hooksFor(definition, 'CRASHED') === undefined && hooksFor(definition, 'CANCELLED') === undefined) return
  if (labels?.[END_HOOKS_LABEL] === true) return
  await client.flowRuns.updateLabels({ params: { id }, body: { [END_HOOKS_LABEL]: true } })
}

async function accept(
  { client }: Session,
  definition: FlowDefinition,
  run: FlowRun,
  from: NamedParameters,
): Promise<{ readonly args: readonly unknown[]; readonly parameters: NamedParameters } | ParameterError> {
  const { name, signature, options } = definition
  try {
    const what = `flow '${name}'`
    const given = await withBlocks(from, what)
    const checked =
      options.parameters === undefined
        ? await coercedFor(client, run, given, definition)
        : await validateParameters(options.parameters, given, what)
    const args = positionalArguments(signature, checked, what)
    return { args, parameters: namedParameters(signature, args) }
  } catch (error) {
    if (error instanceof ParameterError) return error
    throw error
  }
}

/** Blocks in the place of references to them. @throws ParameterError naming the parameter whose block is not there. */
async function withBlocks(values: NamedParameters, what: string): Promise<NamedParameters> {
  const entries = Object.entries(values).map(async ([name, value]): Promise<[string, unknown]> => {
    try {
      return [name, await resolveBlockReferences(value)]
    } catch (error) {
      throw error instanceof BlockNotFound ? new ParameterError(what, [{ path: name, message: error.message }]) : error
    }
  })
  return Object.fromEntries(await Promise.all(entries))
}

async function refuse(session: Session, run: FlowRun, error: ParameterError, attempt: number | undefined): Promise<RunState> {
  const proposer = createProposer(session.client, run.id, attempt)
  const message = `Validation of flow parameters failed with error: ${describeError(error)}`
  const speaker = { source: 'millrace.flow_runs', label: () => `Flow run '${run.name}'`, flowRunId: run.id, taskRunId: null }
  createLogger(speaker, session).error(message)
  return RunState.fromWire(await proposer.propose(failed({ message })), { error })
}

/** The run as its flow wants it: under its name, and with the flow's retries where whoever created it said nothing of them. */
async function adopt(session: Session, run: FlowRun, definition: FlowDefinition, parameters: NamedParameters): Promise<FlowRun> {
  const name = runName(definition.options.flowRunName, parameters) ?? run.name
  const own = flowRetryPolicy(definition, session)
  const takes = run.empirical_policy.retries === null && own.retries !== 0
  const change = {
    ...(name === run.name ? {} : { name }),
    ...(takes ? { empirical_policy: { ...run.empirical_policy, ...own } } : {}),
  }
  if (Object.keys(change).length === 0) return run
  await session.client.flowRuns.update({ params: { id: run.id }, body: change })
  return { ...run, ...change }
}
