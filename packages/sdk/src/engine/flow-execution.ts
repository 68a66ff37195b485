import type { FlowRun } from '@millrace/protocol'
import type { Session } from '../connection/session.ts'
import type { FlowRunInfo } from '../context/flow-run.ts'
import { RunCancelled } from '../errors.ts'
import type { FlowDefinition } from '../flow-definition.ts'
import { createLogger, type Logger } from '../logging/run-logger.ts'
import type { NamedParameters } from '../parameters/call-parameters.ts'
import type { ResultPlan } from '../results/result-plan.ts'
import { createProposer, type Proposer } from './propose.ts'

/** A flow run that this process executes, from its first proposal to its final state. */
export interface FlowExecution {
  readonly definition: FlowDefinition
  readonly session: Session
  readonly run: FlowRun
  /** The arguments that the function is called with. */
  readonly args: readonly unknown[]
  readonly parameters: NamedParameters
  readonly plan: ResultPlan
  readonly logPrints: boolean
  readonly log: Logger
  readonly proposer: Proposer
  /** Aborts the run from outside of its own code: the process ends, or the run was taken over. */
  readonly controller: AbortController
  /** Aborts with the controller, and with the run around. */
  readonly signal: AbortSignal
  /** Aborts the run because it is being cancelled. */
  readonly cancel: () => void
}

interface Beginning extends Pick<FlowExecution, 'definition' | 'session' | 'run' | 'args' | 'parameters' | 'plan' | 'logPrints'> {
  /** The attempt that a worker claimed the run with. */
  readonly attempt?: number | undefined
  /** Of the run around, or of whoever asked for the run. */
  readonly around: AbortSignal | undefined
}

/** Puts together what one execution needs. */
export function beginExecution({ attempt, around, ...given }: Beginning): FlowExecution {
  const { session, run } = given
  const controller = new AbortController()
  const speaker = { source: 'millrace.flow_runs', label: () => `Flow run '${run.name}'`, flowRunId: run.id, taskRunId: null }
  return {
    ...given,
    log: createLogger(speaker, session),
    proposer: createProposer(session.client, run.id, attempt),
    controller,
    cancel: () => controller.abort(new RunCancelled('Flow run was cancelled.')),
    signal: around === undefined ? controller.signal : AbortSignal.any([around, controller.signal]),
  }
}

/** What a flow can ask about attempt number `runCount` at its run. */
export function infoOf(
  { definition, session, run, parameters }: Pick<FlowExecution, 'definition' | 'session' | 'run' | 'parameters'>,
  runCount: number,
  startTime: string,
  signal: AbortSignal,
): FlowRunInfo {
  return {
    id: run.id,
    name: run.name,
    flowId: run.flow_id,
    flowName: definition.name,
    flowVersion: run.flow_version,
    deploymentId: run.deployment_id,
    parentTaskRunId: run.parent_task_run_id,
    runCount,
    parameters,
    tags: run.tags,
    scheduledStartTime: run.expected_start_time === null ? undefined : new Date(run.expected_start_time),
    startTime: new Date(run.start_time ?? startTime),
    jobVariables: run.job_variables ?? {},
    uiUrl: uiUrlOf(session.settings, run),
    signal,
  }
}

/** The way of Prefect's own UI, which ours answers, too. */
const uiUrlOf = ({ uiUrl, api }: Session['settings'], { id }: FlowRun): string | undefined => {
  const base = uiUrl ?? api.url?.replace(/\/api\/?$/, '')
  return base === undefined ? undefined : `${base.replace(/\/+$/, '')}/runs/flow-run/${id}`
}
