import type { Client } from '@millrace/client'
import type { Deployment, FlowRun, Json } from '@millrace/protocol'
import { timestampOf } from '@millrace/protocol/instants'
import { cancelling, isTerminal, scheduled } from '@millrace/protocol/states'
import { currentClock } from '../clock.ts'
import { currentSession } from '../connection/session.ts'
import { activeFlowRun, type ActiveFlowRun } from '../context/flow-run.ts'
import { activeTaskRun } from '../context/task-run.ts'
import { describeError, RunCancelled } from '../errors.ts'
import type { NamedParameters } from '../parameters/call-parameters.ts'
import { keepsResults } from '../results/result-plan.ts'
import { currentTraceparent, TRACEPARENT_LABEL } from '../telemetry/run-span.ts'
import { findDeployment } from './find-deployment.ts'
import { createParentTaskRun } from './parent-task-run.ts'

export interface RunDeploymentOptions {
  /** Values in place of the deployment's own. */
  readonly parameters?: Readonly<Record<string, Json>> | undefined
  /** When the run is to start (default: now). */
  readonly scheduledTime?: Date | undefined
  /** Name of the run (default: the server makes one up). */
  readonly flowRunName?: string | undefined
  /** Seconds to wait for the end of the run; 0 answers at once, undefined waits as long as it takes. */
  readonly timeout?: number | undefined
  /** Seconds between two looks at the run (default 5). */
  readonly pollInterval?: number | undefined
  /** Tags beside those of the deployment. */
  readonly tags?: readonly string[] | undefined
  /** A second call with the same key answers the first run. */
  readonly idempotencyKey?: string | undefined
  /** The queue in place of that of the deployment. */
  readonly workQueueName?: string | undefined
  /** Within a flow: show the run as a subflow of it (default true). */
  readonly asSubflow?: boolean | undefined
  /** Job variables over those of the deployment. */
  readonly jobVariables?: Readonly<Record<string, Json>> | undefined
  /** Default: that of the run around, or of the settings. */
  readonly client?: Client | undefined
  /** Ends the wait (default: that of the run around). */
  readonly signal?: AbortSignal | undefined
}

/** Looks closer at first, so that a short run is not waited for longer than it takes. */
const FIRST_LOOK_SECONDS = 0.1
/** How long a flow that is cancelled waits for the runs of deployments that it asked for. */
const CHILD_ENDS_SECONDS = 60

/**
 * Creates a run of a deployment, waits for its end and answers it; when the time is up first, as it is then. A subflow is
 * cancelled with the flow around, which waits for that.
 *
 * @throws DeploymentNotFound; ApiError when the parameters do not fit.
 */
export async function runDeployment(nameOrId: string, options: RunDeploymentOptions = {}): Promise<FlowRun> {
  const client = options.client ?? (await currentSession()).client
  const around = options.signal ?? activeTaskRun.peek()?.info.signal ?? activeFlowRun.peek()?.info.signal
  const deployment = await findDeployment(client, nameOrId)
  const run = await requestRun(client, deployment, options)
  try {
    return await awaitEnd(client, run, { ...options, signal: around })
  } catch (error) {
    // What the flow around asked for as a part of itself ends with it.
    if (error instanceof RunCancelled && (options.asSubflow ?? true)) await cancelWithParent(client, run)
    throw error
  }
}

async function awaitEnd(client: Client, run: FlowRun, { timeout, pollInterval = 5, signal }: RunDeploymentOptions): Promise<FlowRun> {
  const clock = currentClock()
  const deadline = timeout === undefined ? Number.POSITIVE_INFINITY : clock.millis() + timeout * 1000
  let current = run
  for (let pause = FIRST_LOOK_SECONDS; !isOver(current); pause = Math.min(pause * 2, pollInterval)) {
    const left = deadline - clock.millis()
    if (left <= 0) return current
    await clock.wait(Math.min(pause * 1000, left), signal)
    current = await client.flowRuns.read({ params: { id: run.id } })
  }
  return current
}

/** Asks for the end of the run and waits for it; the flow around does not end before. */
async function cancelWithParent(client: Client, run: FlowRun): Promise<void> {
  const ending = async (): Promise<void> => {
    const message = 'The flow run that asked for this one was cancelled.'
    await client.flowRuns.setState({ params: { id: run.id }, body: { state: cancelling({ message }) } })
    await awaitEnd(client, run, { timeout: CHILD_ENDS_SECONDS, pollInterval: 1 })
  }
  const flow = activeFlowRun.peek()
  try {
    await (flow?.underWay.during(ending()) ?? ending())
  } catch (error) {
    flow?.log.error(`Flow run '${run.name}' could not be cancelled with this one: ${describeError(error)}`)
  }
}

/** Creates the run. When the flow around is resumed, the run that an earlier attempt asked for is taken, unless it came to nothing. */
async function requestRun(client: Client, deployment: Deployment, options: RunDeploymentOptions): Promise<FlowRun> {
  const { parameters = {}, asSubflow = true } = options
  const create = async (callKey: string | undefined): Promise<FlowRun> => {
    const parentId = asSubflow ? await createParentTaskRun(client, deployment, parameters, callKey) : undefined
    const body = bodyOf({ ...options, idempotencyKey: options.idempotencyKey ?? callKey }, parentId)
    return await client.deployments.createFlowRun({ params: { id: deployment.id }, body })
  }
  const flow = activeFlowRun.peek()
  const callKey = flow === undefined || !keepsResults(flow.plan) ? undefined : callKeyOf(flow, deployment, parameters)
  const run = await create(callKey)
  const isLost = flow?.goesOn === true && isOver(run) && run.state_type !== 'COMPLETED'
  return isLost && callKey !== undefined ? await create(`${callKey}${flow.keySuffix}`) : run
}

const callKeyOf = (flow: ActiveFlowRun, { id, name }: Deployment, parameters: NamedParameters): string | undefined =>
  flow.resultKeys.next({
    label: `The run of deployment '${name}'`,
    key: `deployment:${id}`,
    parameters,
    within: activeTaskRun.peek()?.resultKey,
  })

const isOver = ({ state_type: type }: FlowRun): boolean => type !== null && isTerminal(type)

type Body = NonNullable<Parameters<Client['deployments']['createFlowRun']>[0]['body']>

function bodyOf(options: RunDeploymentOptions, parentId: string | undefined): Body {
  const {
    parameters = {},
    scheduledTime = new Date(currentClock().millis()),
    flowRunName,
    tags = [],
    idempotencyKey,
    workQueueName,
    jobVariables,
  } = options
  const traceparent = currentTraceparent()
  return {
    state: scheduled(timestampOf(scheduledTime)),
    parameters: { ...parameters },
    tags: [...tags],
    ...(parentId === undefined ? {} : { parent_task_run_id: parentId }),
    ...(flowRunName === undefined ? {} : { name: flowRunName }),
    ...(idempotencyKey === undefined ? {} : { idempotency_key: idempotencyKey }),
    ...(workQueueName === undefined ? {} : { work_queue_name: workQueueName }),
    ...(traceparent === undefined ? {} : { labels: { [TRACEPARENT_LABEL]: traceparent } }),
    ...(jobVariables === undefined ? {} : { job_variables: { ...jobVariables } }),
  }
}
