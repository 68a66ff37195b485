import type { Handlers, workPoolRoutes } from '@millrace/protocol'
import { v7 } from 'uuid'
import { InvalidRequest } from '../http/problem.ts'
import type { RequestContext } from '../http/request-context.ts'
import { tellHeardOf } from '../readiness/tell-ready.ts'
import { countWorkPools, listWorkPools, readWorkPool } from '../store/queries/work-pools.ts'
import { findWorkQueue, listQueuesOfPool, listWorkQueues, type WorkQueueView } from '../store/queries/work-queues.ts'
import { deleteWorker, listWorkers, recordHeartbeat } from '../store/queries/workers.ts'
import type { WorkPoolRow } from '../store/schema.ts'
import type { Queries } from '../store/store.ts'
import { awaitDueRuns } from './await-due-runs.ts'
import { changesOf } from './changes.ts'
import { changeWorkQueue, removeWorkQueue } from './change-work-queue.ts'
import { changeWorkPool, removeWorkPool } from './change-work-pool.ts'
import { checkTemplate } from './check-template.ts'
import { createWorkPool, createWorkQueue, requireWorkPool } from './ensure-work-queue.ts'
import { Conflict, Forbidden, NotFound } from './errors.ts'
import { isSecond } from './is-second.ts'
import { notePoll } from './mark-polled.ts'
import { sliceOf } from './page.ts'
import { dueRunsOfPool } from './pool-runs.ts'
import { preferredWait } from './prefer-wait.ts'
import { presentFlowRun } from './present-flow-run.ts'
import { livenessOf, presentWorkPool, presentWorker, presentWorkQueue } from './present-work-pool.ts'

const DEFAULT_QUEUE = "Can't delete a pool's default queue."

/** Handlers of the work pool routes. */
export const workPoolHandlers: Handlers<typeof workPoolRoutes, RequestContext> = {
  async create(context, { body }) {
    if (isReserved(body.name)) throw new Forbidden("Work pools starting with 'Prefect' are reserved for internal use.")
    refuseEmptyish(body)
    await checkTemplate(context, body.base_job_template)
    const pool = await context.store.write((tx) => createWorkPool(context, tx, newPool(body)))
    if (pool === undefined) throw new Conflict('A work pool with this name already exists.')
    return presentWorkPool({ ...pool, online_workers: 0, active_slots: 0 }, context.caller)
  },

  async read(context, { params }) {
    const pool = await context.store.read((queries) => readWorkPool(queries, params.name, livenessOf(context)))
    if (pool === undefined) throw new NotFound(`Work pool "${params.name}" not found.`)
    return presentWorkPool(pool, context.caller)
  },

  async update(context, { params, body }) {
    const changes = changesOf<WorkPoolRow>(body, ['description', 'concurrency_limit'])
    if (isReserved(params.name) && Object.keys(changes).some((name) => name !== 'is_paused' && name !== 'concurrency_limit')) {
      throw new Forbidden(
        "Work pools starting with 'Prefect' are reserved for internal use and can only be updated to set concurrency limits or pause.",
      )
    }
    await context.store.write(async (tx) => changeWorkPool(context, tx, await requireWorkPool(tx, params.name), changes))
    return undefined
  },

  async delete(context, { params }) {
    if (isReserved(params.name)) {
      throw new Forbidden("Work pools starting with 'Prefect' are reserved for internal use and can not be deleted.")
    }
    await context.store.write(async (tx) => removeWorkPool(context, tx, await requireWorkPool(tx, params.name)))
    return undefined
  },

  async filter(context, { body }) {
    const page = { filter: body.work_pools, ...sliceOf(context, body), ...livenessOf(context) }
    return (await context.store.read((queries) => listWorkPools(queries, page))).map((pool) => presentWorkPool(pool, context.caller))
  },

  count: ({ store }, { body }) => store.read((queries) => countWorkPools(queries, body.work_pools)),

  async getScheduledFlowRuns(context, { params, body, headers, signal }) {
    const { queues } = await context.store.read((queries) => queuesToPoll(queries, params.name, body.work_queue_names ?? []))
    await notePoll(context, queues)
    const { limit } = sliceOf(context, { limit: body.limit, offset: 0 })
    return await awaitDueRuns(context, {
      of: { column: 'work_queue_id', ids: queues.map(({ id }) => id) },
      scheduledBefore: body.scheduled_before ?? null,
      wait: preferredWait(headers['prefer']),
      signal,
      find: (before) =>
        context.store.read(async (queries) => {
          const polled = await queuesToPoll(queries, params.name, body.work_queue_names ?? [])
          const runs = await dueRunsOfPool(queries, polled.pool, { ...polled, before, after: body.scheduled_after ?? null, limit })
          const now = context.clock.now()
          return runs.map((run) => ({
            work_pool_id: polled.pool.id,
            work_queue_id: run.work_queue_id ?? polled.pool.id,
            flow_run: presentFlowRun(run, now),
          }))
        }),
    })
  },

  async createQueue(context, { params, body }) {
    const queue = await context.store.write(async (tx) => {
      const pool = await requireWorkPool(tx, params.work_pool_name)
      const made = await createWorkQueue(context, tx, pool, newQueue(body))
      return made === undefined ? undefined : await findWorkQueue(tx, pool.name, made.name)
    })
    if (queue === undefined) throw new Conflict(`A work queue with this name already exists in work pool '${params.work_pool_name}'.`)
    return presentWorkQueue(context, queue)
  },

  async readQueue(context, { params }) {
    return presentWorkQueue(context, await context.store.read((queries) => requireQueue(queries, params.work_pool_name, params.name)))
  },

  async updateQueue(context, { params, body }) {
    await context.store.write(async (tx) => {
      // 3.8 looks for the pool first where a queue is changed or deleted, 2.20 for both at once.
      if (!isSecond(context.caller)) await requireWorkPool(tx, params.work_pool_name)
      const queue = await requireQueue(tx, params.work_pool_name, params.name)
      await changeWorkQueue(context, tx, queue, body)
    })
    return undefined
  },

  async deleteQueue(context, { params }) {
    await context.store.write(async (tx) => {
      if (!isSecond(context.caller)) await requireWorkPool(tx, params.work_pool_name)
      const queue = await requireQueue(tx, params.work_pool_name, params.name)
      const pool = await requireWorkPool(tx, params.work_pool_name)
      if (pool.default_queue_id === queue.id) throw new Conflict(DEFAULT_QUEUE)
      await removeWorkQueue(context, tx, queue, pool)
    })
    return undefined
  },

  async filterQueues(context, { params, body }) {
    const queues = await context.store.read(async (queries) => {
      const pool = await requireWorkPool(queries, params.work_pool_name)
      return await listWorkQueues(queries, { workPoolId: pool.id, filter: body.work_queues, ...sliceOf(context, body) })
    })
    return queues.map((queue) => presentWorkQueue(context, queue))
  },

  async heartbeat(context, { params, body }) {
    const { name, heartbeat_interval_seconds, worker_type, self_report } = body
    await context.store.write(async (tx) => {
      const pool = await requireWorkPool(tx, params.work_pool_name)
      const now = context.clock.now()
      await recordHeartbeat(tx, {
        id: v7(),
        created: now,
        updated: now,
        name,
        work_pool_id: pool.id,
        last_heartbeat_time: now,
        heartbeat_interval_seconds: heartbeat_interval_seconds ?? null,
        type: worker_type ?? null,
        self_report: self_report ?? null,
      })
      await tellHeardOf(context, tx, pool)
    })
    return undefined
  },

  async filterWorkers(context, { params, body }) {
    const workers = await context.store.read(async (queries) => {
      const pool = await requireWorkPool(queries, params.work_pool_name)
      return await listWorkers(queries, { workPoolId: pool.id, filter: body.workers, ...sliceOf(context, body), ...livenessOf(context) })
    })
    return workers.map(presentWorker)
  },

  async deleteWorker({ store }, { params }) {
    await store.write(async (tx) => {
      const pool = await requireWorkPool(tx, params.work_pool_name)
      if (!(await deleteWorker(tx, pool.id, params.name))) throw new NotFound('Worker not found.')
    })
    return undefined
  },
}

const isReserved = (name: string): boolean => name.toLowerCase().startsWith('prefect')

type Body<Name extends 'create' | 'createQueue'> = Parameters<(typeof workPoolHandlers)[Name]>[1]['body']

/** A name is more than quotation marks and spaces (3.8). Throws `InvalidRequest`. */
function refuseEmptyish(body: Body<'create'>): void {
  const { name } = body
  if (name.replaceAll(/['" ]/g, '') !== '') return
  const msg = 'Value error, name cannot be an empty string'
  throw new InvalidRequest([{ type: 'value_error', loc: ['body', 'name'], msg, input: name, ctx: { error: {} } }], body)
}

const newPool = (body: Body<'create'>): Parameters<typeof createWorkPool>[2] => ({
  ...body,
  description: body.description ?? null,
  concurrency_limit: body.concurrency_limit ?? null,
  storage_configuration: changesOf<WorkPoolRow['storage_configuration']>(
    body.storage_configuration,
  ) as WorkPoolRow['storage_configuration'],
})

/** A queue as a body describes it. */
export const newQueue = (body: Body<'createQueue'>): Parameters<typeof createWorkQueue>[3] => ({
  ...body,
  description: body.description ?? '',
  concurrency_limit: body.concurrency_limit ?? null,
  priority: body.priority ?? null,
  filter: body.filter === null || body.filter === undefined ? null : changesOf(body.filter),
})

async function requireQueue(queries: Queries, pool: string, name: string): Promise<WorkQueueView> {
  const queue = await findWorkQueue(queries, pool, name)
  if (queue === undefined) throw new NotFound(`Work pool queue '${pool}/${name}' not found.`)
  return queue
}

interface Polled {
  readonly pool: WorkPoolRow
  /** Those asked for, or all, the most urgent first. */
  readonly queues: readonly WorkQueueView[]
  readonly poolSlots: number
}

async function queuesToPoll(queries: Queries, poolName: string, names: readonly string[]): Promise<Polled> {
  const pool = await requireWorkPool(queries, poolName)
  const all = await listQueuesOfPool(queries, pool.id)
  const missing = names.find((name) => !all.some((queue) => queue.name === name))
  if (missing !== undefined) throw new NotFound(`Work pool queue '${poolName}/${missing}' not found.`)
  const poolSlots = all.reduce((sum, queue) => sum + queue.active_slots, 0)
  return { pool, poolSlots, queues: names.length === 0 ? all : all.filter((queue) => names.includes(queue.name)) }
}
