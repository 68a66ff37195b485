import type { Reason } from '@millrace/protocol'
import { isRecent, livenessOf } from '../api/present-work-pool.ts'
import { nameOfOwn } from '../concurrency/deployment-limit.ts'
import { readDeploymentConcurrency } from '../store/queries/concurrency-deployments.ts'
import { findLimit } from '../store/queries/concurrency-limits.ts'
import { readDeployment } from '../store/queries/deployments.ts'
import { countDueBefore, lastFailedTask, listFilteringQueues, queueIdsOfPool, timezoneOfSchedule } from '../store/queries/explanations.ts'
import type { FlowRunView } from '../store/queries/flow-runs.ts'
import { listSlotLeases } from '../store/queries/slot-leases.ts'
import { AWAITING_SLOT, countAhead } from '../store/queries/slot-waiters.ts'
import { countSlotsOfPool } from '../store/queries/slot-holders.ts'
import { findWorkPoolById, SLOT_STATES } from '../store/queries/work-pools.ts'
import { onlineWorkerTypes } from '../store/queries/workers.ts'
import { readWorkQueue, type WorkQueueView } from '../store/queries/work-queues.ts'
import type { WorkPoolRow } from '../store/schema.ts'
import type { Queries } from '../store/store.ts'
import { attemptsOf, type Explaining } from './explaining.ts'

/** Holders of slots that are named. */
const NAMED = 5

/** Why a run has not begun: its time, a slot it waits for, or what keeps workers from taking it. */
export async function explainWait(context: Explaining, queries: Queries, run: FlowRunView): Promise<Reason[]> {
  if (run.state_name === AWAITING_SLOT) {
    const slot = await waitForSlot(queries, run)
    if (slot !== undefined) return [slot]
  }
  const now = context.clock.now()
  const at = run.next_scheduled_start_time
  if (run.state_name === 'AwaitingRetry') {
    const retry = await awaitedRetry(queries, run)
    return at !== null && at > now ? [retry] : [...(await whyNotTaken(context, queries, run)), retry]
  }
  if (at !== null && at > now) return [{ code: 'scheduled', at, timezone: await timezoneOf(queries, run) }]
  return await whyNotTaken(context, queries, run)
}

async function timezoneOf(queries: Queries, { created_by: by }: FlowRunView): Promise<string | null> {
  return by?.type === 'SCHEDULE' && by.id ? await timezoneOfSchedule(queries, by.id) : null
}

async function awaitedRetry(queries: Queries, run: FlowRunView): Promise<Reason> {
  const task = await lastFailedTask(queries, run)
  return {
    code: 'awaiting_retry',
    at: run.next_scheduled_start_time,
    attempt: run.run_count + 1,
    attempts: Math.max(run.run_count + 1, attemptsOf(run)),
    task: task === undefined ? null : { id: task.id, name: task.name },
    message: task?.message ?? run.message,
  }
}

async function waitForSlot(queries: Queries, run: FlowRunView): Promise<Reason | undefined> {
  if (run.deployment_id === null) return undefined
  const [concurrency, deployment] = await Promise.all([
    readDeploymentConcurrency(queries, run.deployment_id),
    readDeployment(queries, run.deployment_id),
  ])
  const shared = concurrency?.global_concurrency_limit_id ?? null
  const limit = await findLimit(queries, shared === null ? { name: nameOfOwn(run.deployment_id) } : { id: shared })
  if (limit === undefined) return undefined
  const [ahead, holders] = await Promise.all([countAhead(queries, limit, run, null), listSlotLeases(queries, limit.id, NAMED)])
  return {
    code: 'waiting_for_slot',
    // A limit that is one deployment's own goes by the name of that.
    limit: { id: limit.id, name: shared === null ? (deployment?.name ?? limit.name) : limit.name },
    used: limit.held,
    slots: limit.limit,
    place: ahead + 1,
    holders: holders.map(({ type, id, name }) => ({
      kind: type === 'flow_run' ? ('flow-run' as const) : type === 'task_run' ? ('task-run' as const) : ('other' as const),
      id,
      name,
    })),
  }
}

/** Of a run that is due: what keeps it, as workers would find out one after the other. */
async function whyNotTaken(context: Explaining, queries: Queries, run: FlowRunView): Promise<Reason[]> {
  const queue = await queueOf(queries, run)
  if (queue === undefined) return [await withoutQueue(context, queries, run)]
  const reasons = await whatKeepsQueue(context, queries, run, queue)
  return reasons.length > 0 ? reasons : [{ code: 'due', at: run.next_scheduled_start_time, pool: queue.work_pool_name, queue: queue.name }]
}

/** The queue that the run waits in, or one of those that take runs by their tags. */
async function queueOf(queries: Queries, run: FlowRunView): Promise<WorkQueueView | undefined> {
  if (run.work_queue_id !== null) return await readWorkQueue(queries, run.work_queue_id, SLOT_STATES)
  const takes = ({ filter }: Awaited<ReturnType<typeof listFilteringQueues>>[number]): boolean =>
    filter !== null &&
    (filter.tags ?? []).every((tag) => run.tags.includes(tag)) &&
    (!filter.deployment_ids?.length || filter.deployment_ids.includes(run.deployment_id ?? ''))
  const taking = (await listFilteringQueues(queries)).find(takes)
  return taking === undefined ? undefined : await readWorkQueue(queries, taking.id)
}

/** Runs of deployments that a program serves wait for that program alone. */
async function withoutQueue({ clock, settings }: Explaining, queries: Queries, run: FlowRunView): Promise<Reason> {
  const deployment = run.deployment_id === null ? undefined : await readDeployment(queries, run.deployment_id)
  const { deploymentLastPolledTimeoutSeconds: timeout } = settings.server.services.foreman
  if (deployment !== undefined && isRecent(deployment.last_polled, clock.now(), timeout))
    return { code: 'due', at: run.next_scheduled_start_time, pool: null, queue: null }
  return { code: 'no_queue', deployment: deployment === undefined ? null : { id: deployment.id, name: deployment.name } }
}

async function whatKeepsQueue(
  { clock, settings }: Explaining,
  queries: Queries,
  run: FlowRunView,
  queue: WorkQueueView,
): Promise<Reason[]> {
  const { work_pool_name: pool, name, work_pool_id: poolId, concurrency_limit: limit, active_slots: running } = queue
  const [row, { active }] = await Promise.all([findWorkPoolById(queries, poolId), countSlotsOfPool(queries, poolId)])
  const reasons: Reason[] = []
  if (row?.is_paused) reasons.push({ code: 'pool_paused', pool })
  if (queue.is_paused) reasons.push({ code: 'queue_paused', pool, queue: name })
  const wrong = row === undefined ? undefined : await wrongWorkers({ clock, settings }, queries, row)
  const { workQueueLastPolledTimeoutSeconds: timeout } = settings.server.services.foreman
  if (wrong !== undefined) reasons.push(wrong)
  else if (!isRecent(queue.last_polled, clock.now(), timeout))
    reasons.push({ code: 'no_worker', pool, pool_type: row?.type ?? null, since: queue.last_polled })
  if (limit !== null && running >= limit)
    reasons.push({ code: 'queue_full', pool, queue: name, running, limit, before: await countDueBefore(queries, [queue.id], run) })
  const most = row?.concurrency_limit ?? null
  if (most !== null && active >= most) {
    const before = await countDueBefore(queries, await queueIdsOfPool(queries, poolId), run)
    reasons.push({ code: 'pool_full', pool, running: active, limit: most, before })
  }
  return reasons
}

/** Of a pool whose workers are all of other types, none of which runs what it is for. */
async function wrongWorkers(context: Explaining, queries: Queries, { id, name, type }: WorkPoolRow): Promise<Reason | undefined> {
  const types = await onlineWorkerTypes(queries, id, livenessOf(context))
  const others = types.filter((each) => each !== null && each !== type)
  if (others.length === 0 || others.length < types.length) return undefined
  return { code: 'wrong_worker_type', pool: name, pool_type: type, worker_types: others.map(String) }
}
