import type { Timestamp } from '@millrace/protocol'
import { type SelectQueryBuilder, sql } from 'kysely'
import type { Schema, WorkQueueRow } from '../schema.ts'
import type { Queries, Transaction } from '../store.ts'
import { SLOT_STATES } from './work-pools.ts'

/** Which runs of a queue are wanted. */
export interface DueWindow {
  readonly before: Timestamp | null
  readonly after: Timestamp | null
  readonly limit: number
}

type Runs = SelectQueryBuilder<Schema, 'flow_run', { id: string }>

/** The ids of the runs of a queue that are due, the earliest first. A queue with a filter takes runs by tags and deployment instead. */
export async function dueFlowRunIds(
  queries: Queries,
  queue: Pick<WorkQueueRow, 'id' | 'filter'>,
  { before, after, limit }: DueWindow,
): Promise<string[]> {
  let runs = startable(queries)
  if (before !== null) runs = runs.where('flow_run.next_scheduled_start_time', '<=', before)
  if (after !== null) runs = runs.where('flow_run.next_scheduled_start_time', '>=', after)
  const rows = await inQueue(queries, runs, queue)
    .orderBy('flow_run.next_scheduled_start_time')
    .orderBy('flow_run.id')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** Which runs go where. */
interface Move {
  readonly ids: readonly string[]
  readonly queue: Pick<WorkQueueRow, 'id' | 'name' | 'work_pool_id'>
  readonly now: Timestamp
}

/** Puts those of some runs that wait in another queue of the same pool into a queue; answers which they were. */
export async function moveWaitingRuns({ db, dialect }: Transaction, { ids, queue, now }: Move): Promise<string[]> {
  const siblings = db.selectFrom('work_queue').select('id').where('work_pool_id', '=', queue.work_pool_id).where('id', '<>', queue.id)
  const rows = await db
    .updateTable('flow_run')
    .set({ work_queue_id: queue.id, work_queue_name: queue.name, updated: now })
    .where(dialect.among('flow_run.id', ids))
    .where('state_type', '=', 'SCHEDULED')
    .where('work_queue_id', 'in', siblings)
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** Of which queues, or of which deployments, runs are looked for. */
export interface RunsOf {
  readonly column: 'work_queue_id' | 'deployment_id'
  readonly ids: readonly string[]
}

/** When the next of these runs becomes due that is not yet so at `after`; undefined when none is scheduled. */
export async function nextDueTime(queries: Queries, { column, ids }: RunsOf, after: Timestamp): Promise<Timestamp | undefined> {
  const row = await startable(queries)
    .clearSelect()
    .select('flow_run.next_scheduled_start_time as time')
    .where(queries.dialect.among(`flow_run.${column}`, ids))
    .where('flow_run.next_scheduled_start_time', '>', after)
    .orderBy('flow_run.next_scheduled_start_time')
    .limit(1)
    .executeTakeFirst()
  return row?.time ?? undefined
}

/** The due runs of deployments, the earliest first. */
export async function dueFlowRunIdsOfDeployments(
  queries: Queries,
  deploymentIds: readonly string[],
  { before, limit }: { readonly before: Timestamp | null; readonly limit: number },
): Promise<string[]> {
  let runs = startable(queries).where(queries.dialect.among('flow_run.deployment_id', deploymentIds))
  if (before !== null) runs = runs.where('flow_run.next_scheduled_start_time', '<=', before)
  const rows = await runs.orderBy('flow_run.next_scheduled_start_time').orderBy('flow_run.id').limit(limit).execute()
  return rows.map(({ id }) => id)
}

/** A run that waits for its retry in the process that ran it is nobody else's to start. */
const startable = ({ db, dialect }: Queries): Runs =>
  db
    .selectFrom('flow_run')
    .select('flow_run.id')
    .where('flow_run.state_type', '=', 'SCHEDULED')
    .where(sql<boolean>`coalesce(${dialect.textAt(sql.ref('flow_run.empirical_policy'), 'retry_type')}, '') <> 'in_process'`)

const inQueue = (queries: Queries, runs: Runs, { id, filter }: Pick<WorkQueueRow, 'id' | 'filter'>): Runs =>
  filter === null ? runs.where('flow_run.work_queue_id', '=', id) : byFilter(queries, runs, filter)

function byFilter({ dialect }: Queries, runs: Runs, filter: NonNullable<WorkQueueRow['filter']>): Runs {
  let matching = runs
  if (filter.tags?.length) matching = matching.where(dialect.hasAll('flow_run.tags', filter.tags))
  if (filter.deployment_ids?.length) matching = matching.where(dialect.among('flow_run.deployment_id', filter.deployment_ids))
  return matching
}

/** How many runs use slots of a queue that takes them by tags and deployment. */
export async function countSlotsByFilter(queries: Queries, filter: NonNullable<WorkQueueRow['filter']>): Promise<number> {
  const running = queries.db
    .selectFrom('flow_run')
    .select('flow_run.id')
    .where('flow_run.state_type', 'in', SLOT_STATES)
    // Agents run nothing but deployments.
    .where('flow_run.deployment_id', 'is not', null)
  return (await byFilter(queries, running, filter).execute()).length
}

/** How many runs of a queue were not started in time. */
export async function countLateRuns({ db }: Queries, queueId: string): Promise<number> {
  const { count } = await db
    .selectFrom('flow_run')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('work_queue_id', '=', queueId)
    .where('state_type', '=', 'SCHEDULED')
    .where('state_name', '=', 'Late')
    .executeTakeFirstOrThrow()
  return count
}
