import { addSeconds, type FlowRunPolicy, type ReceivedEvent, type Schedule, type Timestamp } from '@millrace/protocol'
import { isCron, isInterval } from '@millrace/protocol/schedules'
import { offerEvents } from '../automations/offer-events.ts'
import type { ServerContext } from '../context.ts'
import { newId } from '../orchestration/chance.ts'
import { flowRunStateEvent } from '../orchestration/flow-run-event.ts'
import { makeProposal } from '../orchestration/proposal.ts'
import { relatedResources } from '../orchestration/related-resources.ts'
import { runName } from '../run-name.ts'
import { listSchedules } from '../store/queries/deployment-schedules.ts'
import { type DeploymentView, lockDeployments, readDeployments } from '../store/queries/deployments.ts'
import { insertScheduledRuns, scheduledKeys, type ScheduledRunRow } from '../store/queries/scheduled-runs.ts'
import { appendEvents } from '../store/queries/unindexed-events.ts'
import type { DeploymentScheduleRow, FlowRunStateRow } from '../store/schema.ts'
import type { Queries, Transaction } from '../store/store.ts'
import { type Horizon, planRuns } from './plan-runs.ts'

type Scheduling = Pick<ServerContext, 'store' | 'clock' | 'bus' | 'work' | 'settings' | 'log'>

/** A run that a schedule asks for and that is not there yet. */
interface Planned {
  readonly deployment: DeploymentView
  readonly schedule: DeploymentScheduleRow
  readonly time: Timestamp
  readonly key: string
}

const POLICY: FlowRunPolicy = {
  max_retries: 0,
  retry_delay_seconds: 0,
  retries: null,
  retry_delay: null,
  pause_keys: [],
  resuming: false,
  retry_type: null,
}

/** How far ahead runs are made, as the settings say; what is given overrides them. */
export function horizonOf({ clock, settings }: Pick<ServerContext, 'clock' | 'settings'>, given: Partial<Horizon> = {}): Horizon {
  const { maxScheduledTime, minScheduledTime, minRuns, maxRuns } = settings.server.services.scheduler
  const start = given.start ?? clock.now()
  const end = given.end ?? addSeconds(start, maxScheduledTime)
  return { start, end, minTime: given.minTime ?? minScheduledTime, minRuns: given.minRuns ?? minRuns, maxRuns: given.maxRuns ?? maxRuns }
}

/**
 * Makes the runs that the active schedules of these deployments ask for; answers how many. Each due time has one key, so that the same
 * call again, on any replica, makes nothing twice (R12). A paused deployment has none, unless they are asked for by `even: 'paused'`.
 */
export async function scheduleDeployments(
  context: Scheduling,
  tx: Transaction,
  deploymentIds: readonly string[],
  horizon: Horizon = horizonOf(context),
  even?: 'paused',
): Promise<number> {
  await lockDeployments(tx, deploymentIds)
  return await insertPlanned(context, tx, await missingRuns(context, tx, deploymentIds, horizon, even))
}

/** The runs that these deployments should have and do not; reads only. A schedule that cannot be expanded is logged and left out. */
export async function missingRuns(
  context: Pick<Scheduling, 'log'>,
  queries: Queries,
  deploymentIds: readonly string[],
  horizon: Horizon,
  even?: 'paused',
): Promise<Planned[]> {
  const deployments = (await readDeployments(queries, deploymentIds)).filter(({ paused }) => !paused || even === 'paused')
  if (deployments.length === 0) return []
  const ids = deployments.map(({ id }) => id)
  const byId = new Map(deployments.map((deployment) => [deployment.id, deployment]))
  const schedules = (await listSchedules(queries, ids)).filter(({ active }) => active)
  const existing = await scheduledKeys(queries, ids, horizon.start)
  return schedules.flatMap((schedule) => {
    const deployment = byId.get(schedule.deployment_id)
    if (deployment === undefined) return []
    return timesOf(context, schedule, horizon)
      .map((time) => ({ deployment, schedule, time, key: keyOf(deployment, schedule, time) }))
      .filter(({ key }) => !existing.has(key))
  })
}

/** Written as Prefect 3.8 writes it, which Python's clients may know: `2044-01-01 00:00:00+00:00`. */
const keyOf = ({ id }: DeploymentView, schedule: DeploymentScheduleRow, time: Timestamp): string =>
  `scheduled ${id} ${schedule.id} ${time.replace('T', ' ').replace(/(?:\.0+)?Z$/, '+00:00')}`

function timesOf(
  { log }: Pick<Scheduling, 'log'>,
  { id, schedule, max_scheduled_runs: most }: DeploymentScheduleRow,
  horizon: Horizon,
): Timestamp[] {
  try {
    return planRuns(schedule, { ...horizon, maxRuns: Math.min(horizon.maxRuns, most ?? horizon.maxRuns) })
  } catch (error) {
    log.error({ scheduleId: id, err: error }, 'a schedule cannot be expanded and makes no runs')
    return []
  }
}

/** Writes planned runs in few statements, tells of them once they are durable, and answers how many were new. */
async function insertPlanned(context: Scheduling, tx: Transaction, planned: readonly Planned[]): Promise<number> {
  if (planned.length === 0) return 0
  const now = context.clock.now()
  const pairs = planned.map((run) => scheduledRun(run, now))
  const inserted = await insertScheduledRuns(
    tx,
    pairs.map(({ run }) => run),
    pairs.map(({ state }) => state),
  )
  const added = pairs.filter(({ run }) => inserted.has(run.id))
  const events: ReceivedEvent[] = []
  for (const { run, state } of added) {
    const related = await relatedResources(context, tx, { ...run, parent_task_run_id: null })
    events.push(flowRunStateEvent(run, null, state, related, now))
  }
  await offerEvents(context, tx, await appendEvents(tx, events))
  tx.afterCommit(() => {
    context.bus.publish(events)
    for (const id of new Set(added.flatMap(({ run }) => [run.work_queue_id, run.deployment_id]))) if (id !== null) context.work.notify(id)
  })
  return added.length
}

function scheduledRun({ deployment, schedule, time, key }: Planned, now: Timestamp): { run: ScheduledRunRow; state: FlowRunStateRow } {
  const id = newId()
  const proposal = makeProposal('SCHEDULED', now, { message: 'Flow run scheduled', details: { scheduled_time: time, flow_run_id: id } })
  const state = { ...proposal, id: newId(), flow_run_id: id }
  const run = {
    id,
    created: now,
    updated: now,
    name: runName(),
    state_id: state.id,
    state_type: state.type,
    state_name: state.name,
    state_timestamp: state.timestamp,
    tags: ['auto-scheduled', ...deployment.tags],
    labels: { ...deployment.labels, 'prefect.flow.id': deployment.flow_id, 'prefect.deployment.id': deployment.id },
    run_count: 0,
    expected_start_time: time,
    next_scheduled_start_time: time,
    total_run_time: 0,
    flow_id: deployment.flow_id,
    deployment_id: deployment.id,
    deployment_version: deployment.version,
    work_queue_id: deployment.work_queue_id,
    work_queue_name: deployment.queue_name ?? deployment.work_queue_name,
    parameters: { ...deployment.parameters, ...schedule.parameters },
    job_variables: {},
    idempotency_key: key,
    context: {},
    empirical_policy: POLICY,
    auto_scheduled: true,
    infrastructure_document_id: deployment.infrastructure_document_id,
    created_by: { id: schedule.id, type: 'SCHEDULE', display_value: schedule.slug ?? kindOf(schedule.schedule) },
    attempt: 0,
  }
  return { run, state }
}

function kindOf(schedule: Schedule): string {
  if (isInterval(schedule)) return 'IntervalSchedule'
  return isCron(schedule) ? 'CronSchedule' : 'RRuleSchedule'
}
