import type { Timestamp } from '@millrace/protocol'
import { sql } from 'kysely'
import type { Queries } from '../store.ts'
import { isOnline, type Liveness } from './workers.ts'

/** What stands around a deployment: its flow, and the queue and pool that its runs go to. */
export interface DeploymentPlace {
  readonly id: string
  readonly flow_name: string
  readonly queue_paused: boolean | number | null
  readonly pool_paused: boolean | number | null
  readonly pool_limit: number | null
  readonly online_workers: number | null
}

/** Where deployments stand, each by a look at primary keys. */
export async function placesOfDeployments(
  { db, dialect }: Queries,
  ids: readonly string[],
  liveness: Liveness,
): Promise<Map<string, DeploymentPlace>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<DeploymentPlace>`
    select deployment.id, flow.name as flow_name, work_queue.is_paused as queue_paused, work_pool.is_paused as pool_paused,
      work_pool.concurrency_limit as pool_limit,
      (select count(*) from worker where worker.work_pool_id = work_pool.id and ${isOnline(dialect, liveness)}) as online_workers
    from deployment join flow on flow.id = deployment.flow_id
    left join work_queue on work_queue.id = deployment.work_queue_id left join work_pool on work_pool.id = work_queue.work_pool_id
    where ${dialect.among('deployment.id', ids)}`.execute(db)
  return new Map(rows.map((row) => [row.id, row]))
}

/** A run that waits for its time. */
export interface ComingRun {
  readonly deployment_id: string
  readonly id: string
  readonly name: string
  readonly at: Timestamp
}

/** The next run of each of some deployments after a time, each by one look at an index. */
export async function nextRunsOfDeployments({ db }: Queries, ids: readonly string[], after: Timestamp): Promise<Map<string, ComingRun>> {
  if (ids.length === 0) return new Map()
  const parts = ids.map(
    (id) => sql`select * from (select deployment_id, id, name, next_scheduled_start_time as at from flow_run
      where deployment_id = ${id} and next_scheduled_start_time > ${after} and state_type = 'SCHEDULED'
      order by next_scheduled_start_time limit 1) as coming`,
  )
  const { rows } = await sql<ComingRun>`${sql.join(parts, sql` union all `)}`.execute(db)
  return new Map(rows.map((row) => [row.deployment_id, row]))
}

/** How many queues a pool has, and when somebody last asked for its runs or was heard of. */
export interface PoolService {
  readonly id: string
  readonly queues: number
  readonly last_polled: Timestamp | null
}

/** Who serves pools, by the ids of those. */
export async function serviceOfPools({ db, dialect }: Queries, ids: readonly string[]): Promise<Map<string, PoolService>> {
  if (ids.length === 0) return new Map()
  const queues = db
    .selectFrom('work_queue')
    .select(({ fn }) => ['work_pool_id as id', fn.countAll<number>().as('queues'), fn.max('last_polled').as('last_polled')])
    .where(dialect.among('work_queue.work_pool_id', ids))
    .groupBy('work_pool_id')
  const workers = db
    .selectFrom('worker')
    .select(({ fn }) => ['work_pool_id as id', fn.max('last_heartbeat_time').as('last_polled')])
    .where(dialect.among('worker.work_pool_id', ids))
    .groupBy('work_pool_id')
  const [ofQueues, ofWorkers] = await Promise.all([queues.execute(), workers.execute()])
  const heard = new Map(ofWorkers.map(({ id, last_polled: at }) => [id, at]))
  return new Map(
    ofQueues.map(({ id, queues: count, last_polled: polled }) => [
      id,
      { id, queues: count, last_polled: later(polled, heard.get(id) ?? null) },
    ]),
  )
}

const later = (one: Timestamp | null, other: Timestamp | null): Timestamp | null =>
  one === null || (other !== null && other > one) ? other : one
