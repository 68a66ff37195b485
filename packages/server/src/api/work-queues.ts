import { DEFAULT_AGENT_POOL, type Handlers, type workQueueRoutes } from '@millrace/protocol'
import type { RequestContext } from '../http/request-context.ts'
import { countLateRuns, countSlotsByFilter, dueFlowRunIds } from '../store/queries/due-flow-runs.ts'
import { type FlowRunView, readFlowRuns } from '../store/queries/flow-runs.ts'
import { findWorkPool } from '../store/queries/work-pools.ts'
import { findWorkQueue, findWorkQueueByName, listWorkQueues, readWorkQueue, type WorkQueueView } from '../store/queries/work-queues.ts'
import type { Queries } from '../store/store.ts'
import { awaitDueRuns } from './await-due-runs.ts'
import { changeWorkQueue, removeWorkQueue } from './change-work-queue.ts'
import { createWorkQueue, ensureAgentPool, poolOfQueue } from './ensure-work-queue.ts'
import { Conflict, NotFound, ObjectNotFound } from './errors.ts'
import { notePoll } from './mark-polled.ts'
import { sliceOf } from './page.ts'
import { free } from './pool-runs.ts'
import { preferredWait } from './prefer-wait.ts'
import { presentFlowRun } from './present-flow-run.ts'
import { presentWorkQueue } from './present-work-pool.ts'
import { newQueue } from './work-pools.ts'

/** Runs that are late before a queue counts as unhealthy: none. */
const MOST_LATE_RUNS = 0

/** Handlers of the routes that address a queue without its pool. */
export const workQueueHandlers: Handlers<typeof workQueueRoutes, RequestContext> = {
  async create(context, { body }) {
    const queue = await context.store.write(async (tx) => {
      const existed = await findWorkPool(tx, DEFAULT_AGENT_POOL)
      const pool = await ensureAgentPool(context, tx)
      // The queue `default` came with the pool.
      if (existed === undefined && body.name === 'default') return await findWorkQueue(tx, pool.name, 'default')
      const made = await createWorkQueue(context, tx, pool, newQueue(body))
      return made === undefined ? undefined : await readWorkQueue(tx, made.id)
    })
    if (queue === undefined) throw new Conflict('A work queue with this name already exists.')
    return presentWorkQueue(context, queue)
  },

  async read(context, { params }) {
    return presentWorkQueue(context, await context.store.read(async (queries) => counted(queries, await requireQueue(queries, params.id))))
  },

  async readByName(context, { params }) {
    const queue = await context.store.read(async (queries) => {
      const found = await findWorkQueueByName(queries, DEFAULT_AGENT_POOL, params.name)
      return found === undefined ? undefined : await counted(queries, found)
    })
    if (queue === undefined) throw new NotFound('work queue not found')
    return presentWorkQueue(context, queue)
  },

  async update(context, { params, body }) {
    await context.store.write(async (tx) => {
      const queue = await readWorkQueue(tx, params.id)
      if (queue === undefined) throw new NotFound(`Work Queue ${params.id} not found`)
      await changeWorkQueue(context, tx, queue, body)
    })
    return undefined
  },

  async delete(context, { params }) {
    await context.store.write(async (tx) => {
      const queue = await requireQueue(tx, params.id)
      const pool = await poolOfQueue(tx, queue)
      if (pool.default_queue_id === queue.id) throw new Conflict("Can't delete a pool's default queue.")
      await removeWorkQueue(context, tx, queue, pool)
    })
    return undefined
  },

  async filter(context, { body }) {
    const page = { filter: body.work_queues, ...sliceOf(context, body) }
    const queues = await context.store.read((queries) => listWorkQueues(queries, page))
    return queues.map((queue) => presentWorkQueue(context, queue))
  },

  async getRuns(context, { params, body, headers, signal }) {
    const queue = await context.store.read((queries) => requireQueue(queries, params.id, () => withoutRuns(params.id)))
    // The UI looks at what waits; that is no poll.
    if (headers['x-prefect-ui'] !== 'true') await notePoll(context, [queue])
    const { limit } = sliceOf(context, { limit: body.limit, offset: 0 })
    return await awaitDueRuns(context, {
      of: { column: 'work_queue_id', ids: [queue.id] },
      scheduledBefore: body.scheduled_before ?? null,
      wait: preferredWait(headers['prefer']),
      signal,
      find: async (before) => {
        const runs = await context.store.read((queries) => runsOfQueue(queries, params.id, before, limit))
        const now = context.clock.now()
        return runs.map((run) => presentFlowRun(run, now))
      },
    })
  },

  async status(context, { params }) {
    const { queue, late } = await context.store.read(async (queries) => ({
      queue: await requireQueue(queries, params.id, () => new ObjectNotFound(`Work queue with id ${params.id} not found`)),
      late: await countLateRuns(queries, params.id),
    }))
    const { workQueueLastPolledTimeoutSeconds: seconds } = context.settings.server.services.foreman
    const polled = presentWorkQueue(context, { ...queue, is_paused: false }).status === 'READY'
    return {
      healthy: polled && late <= MOST_LATE_RUNS,
      late_runs_count: late,
      last_polled: queue.last_polled,
      health_check_policy: { maximum_late_runs: MOST_LATE_RUNS, maximum_seconds_since_last_polled: Math.round(seconds) },
    }
  },
}

async function requireQueue(queries: Queries, id: string, absent: () => Error = unknown): Promise<WorkQueueView> {
  const queue = await readWorkQueue(queries, id)
  if (queue === undefined) throw absent()
  return queue
}

// Each of Prefect's routes says it in its own way.
const unknown = (): NotFound => new NotFound('work queue not found')
const withoutRuns = (id: string): ObjectNotFound => new ObjectNotFound(`Work queue with id ${id} not found.`)

/** The due runs of one queue within its free slots; of the pool only whether it is paused, as Prefect does. */
async function runsOfQueue(queries: Queries, id: string, before: string | null, limit: number): Promise<FlowRunView[]> {
  const queue = await requireQueue(queries, id, () => withoutRuns(id))
  if (queue.is_paused) return []
  const used = queue.filter === null ? queue.active_slots : await countSlotsByFilter(queries, queue.filter)
  const most = Math.min(limit, free(queue.concurrency_limit, used))
  if (most <= 0) return []
  return await readFlowRuns(queries, await dueFlowRunIds(queries, queue, { before, after: null, limit: most }))
}

/** A queue that takes runs by tags and deployments: the slots of those are its own. */
async function counted(queries: Queries, queue: WorkQueueView): Promise<WorkQueueView> {
  if (queue.filter === null || queue.concurrency_limit === null) return queue
  return { ...queue, active_slots: await countSlotsByFilter(queries, queue.filter) }
}
