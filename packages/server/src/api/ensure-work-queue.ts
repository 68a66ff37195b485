import { DEFAULT_AGENT_POOL } from '@millrace/protocol'
import { v7 } from 'uuid'
import type { ServerContext } from '../context.ts'
import { workPoolChanged, workPoolStatus } from '../events/changes/work-pool.ts'
import { workQueueIs } from '../events/changes/work-queue.ts'
import { tell } from '../events/tell.ts'
import { findWorkPool, findWorkPoolById, insertWorkPool, updateWorkPool } from '../store/queries/work-pools.ts'
import {
  findWorkQueue,
  findWorkQueueByName,
  insertWorkQueue,
  listQueuesOfPool,
  readWorkQueue,
  updateWorkQueue,
  type WorkQueueView,
} from '../store/queries/work-queues.ts'
import type { WorkPoolRow, WorkQueueRow } from '../store/schema.ts'
import type { Queries, Transaction } from '../store/store.ts'
import { NotFound } from './errors.ts'
import { freePriority, reranked } from './queue-priorities.ts'

type Telling = Pick<ServerContext, 'store' | 'clock' | 'bus'>

/** What a pool is made of; the rest is made here. */
export type NewPool = Pick<WorkPoolRow, 'name' | 'type'> & Partial<WorkPoolRow>

/** Makes a pool with its queue `default`; undefined when the name is taken. */
export async function createWorkPool(context: Telling, tx: Transaction, pool: NewPool): Promise<WorkPoolRow | undefined> {
  const now = context.clock.now()
  const row: WorkPoolRow = {
    id: v7(),
    created: now,
    updated: now,
    description: null,
    base_job_template: {},
    is_paused: false,
    concurrency_limit: null,
    default_queue_id: null,
    storage_configuration: {},
    ...pool,
  }
  if (!(await insertWorkPool(tx, row))) return undefined
  const queue = await createWorkQueue(context, tx, row, { name: 'default', description: "The work pool's default queue." })
  if (queue !== undefined) await updateWorkPool(tx, row.name, { default_queue_id: queue.id }, now)
  const made = { ...row, default_queue_id: queue?.id ?? null }
  const status = made.is_paused ? 'paused' : 'not-ready'
  await tell(context, tx, [workPoolChanged('created', made), ...(made.type === 'prefect-agent' ? [] : [workPoolStatus(status, made)])])
  return made
}

/** What a queue is made of; without a priority it gets the first free one of its pool. */
export type NewQueue = Pick<WorkQueueRow, 'name'> & Partial<Omit<WorkQueueRow, 'priority'>> & { readonly priority?: number | null }

/** Makes a queue; undefined when its pool has one of that name. */
export async function createWorkQueue(
  context: Telling,
  tx: Transaction,
  pool: Pick<WorkPoolRow, 'id' | 'name' | 'type'>,
  { priority, ...queue }: NewQueue,
): Promise<WorkQueueRow | undefined> {
  const now = context.clock.now()
  const others = await listQueuesOfPool(tx, pool.id)
  const row: WorkQueueRow = {
    id: v7(),
    created: now,
    updated: now,
    description: null,
    is_paused: false,
    concurrency_limit: null,
    filter: null,
    last_polled: null,
    ...queue,
    priority: priority ?? freePriority(others),
    work_pool_id: pool.id,
  }
  if (!(await insertWorkQueue(tx, row))) return undefined
  await tell(context, tx, [workQueueIs('created', row, pool)])
  await rerank(context, tx, pool.id, row.id)
  return row
}

/** Moves those queues of a pool out of the way that have the priority of another. */
export async function rerank({ clock }: Pick<ServerContext, 'clock'>, tx: Transaction, workPoolId: string, moved?: string): Promise<void> {
  const changes = reranked(await listQueuesOfPool(tx, workPoolId), moved)
  for (const [id, priority] of changes) await updateWorkQueue(tx, id, { priority }, clock.now())
}

/** The pool of that name. Throws `NotFound`. */
export async function requireWorkPool(queries: Queries, name: string): Promise<WorkPoolRow> {
  const pool = await findWorkPool(queries, name)
  if (pool === undefined) throw new NotFound(`Work pool "${name}" not found.`)
  return pool
}

/** The pool that agents of 2.x poll, made when it is not there. */
export async function ensureAgentPool(context: Telling, tx: Transaction): Promise<WorkPoolRow> {
  const existing = await findWorkPool(tx, DEFAULT_AGENT_POOL)
  if (existing !== undefined) return existing
  const made = await createWorkPool(context, tx, { name: DEFAULT_AGENT_POOL, type: 'prefect-agent' })
  return made ?? (await requireWorkPool(tx, DEFAULT_AGENT_POOL))
}

/**
 * The queue that runs are to wait in: of the named pool, which must be there (`NotFound`), or of the agents' pool; the pool's default
 * queue where none is named. While there are no agents, a queue without a pool is the oldest of that name, as in both Prefects. A queue
 * that is not there is made.
 */
export async function ensureWorkQueue(
  context: Telling,
  tx: Transaction,
  { pool: poolName, queue: queueName }: { readonly pool: string | null; readonly queue: string | null },
): Promise<WorkQueueView> {
  const known = poolName === null && queueName !== null ? await findWorkQueueByName(tx, DEFAULT_AGENT_POOL, queueName) : undefined
  if (known !== undefined) return known
  const pool =
    poolName === null || poolName === DEFAULT_AGENT_POOL ? await ensureAgentPool(context, tx) : await requireWorkPool(tx, poolName)
  const found =
    queueName === null && pool.default_queue_id !== null
      ? await readWorkQueue(tx, pool.default_queue_id)
      : await findWorkQueue(tx, pool.name, queueName ?? 'default')
  if (found !== undefined) return found
  // Both Prefects put a queue that comes about so before all others of the agents, but behind those of a pool that is named.
  const first = poolName === null ? { priority: 1 } : {}
  await createWorkQueue(context, tx, pool, { name: queueName ?? 'default', description: '', ...first })
  const made = await findWorkQueue(tx, pool.name, queueName ?? 'default')
  if (made === undefined) throw new NotFound(`Work pool queue '${pool.name}/${queueName ?? 'default'}' not found.`)
  return made
}

/** The pool that a queue belongs to. Throws `NotFound` when it is gone. */
export async function poolOfQueue(tx: Transaction, queue: WorkQueueRow): Promise<WorkPoolRow> {
  const pool = await findWorkPoolById(tx, queue.work_pool_id)
  if (pool === undefined) throw new NotFound('Work pool not found.')
  return pool
}
