import type { Timestamp } from '@millrace/protocol'
import { bulkInsert } from '../bulk-insert.ts'
import type { DeploymentScheduleRow } from '../schema.ts'
import type { HotStatement, Queries, Transaction } from '../store.ts'

const OF_ONE: HotStatement = { sql: 'select * from deployment_schedule where deployment_id = ? order by updated desc, id desc' }

/** The schedules of deployments, the one changed last first. */
export async function listSchedules(queries: Queries, deploymentIds: readonly string[]): Promise<DeploymentScheduleRow[]> {
  const [only, ...others] = deploymentIds
  if (only !== undefined && others.length === 0) return await queries.all<DeploymentScheduleRow>(OF_ONE, [only])
  const { db, dialect } = queries
  return await db
    .selectFrom('deployment_schedule')
    .selectAll()
    .where(dialect.among('deployment_schedule.deployment_id', deploymentIds))
    .orderBy('updated', 'desc')
    .orderBy('id', 'desc')
    .execute()
}

const insertRows = bulkInsert<DeploymentScheduleRow>('deployment_schedule', [
  'id',
  'created',
  'updated',
  'deployment_id',
  'schedule',
  'active',
  'max_scheduled_runs',
  'max_active_runs',
  'catchup',
  'parameters',
  'slug',
])

/** Writes schedules. Throws `IntegrityError` when a slug is there twice. */
export async function insertSchedules(tx: Transaction, rows: readonly DeploymentScheduleRow[]): Promise<void> {
  await insertRows(tx, rows)
}

export type ScheduleChanges = Partial<Omit<DeploymentScheduleRow, 'id' | 'created' | 'deployment_id'>>

/** Changes a schedule of a deployment; false when it has none of this id. Throws `IntegrityError` when the new slug is taken. */
export async function updateSchedule(
  { db }: Transaction,
  { deploymentId, id }: { readonly deploymentId: string; readonly id: string },
  changes: ScheduleChanges,
  updated: Timestamp,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('deployment_schedule')
    .set({ ...changes, updated })
    .where('id', '=', id)
    .where('deployment_id', '=', deploymentId)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Removes a schedule of a deployment; false when it has none of this id. */
export async function deleteSchedule({ db }: Transaction, deploymentId: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('deployment_schedule')
    .where('id', '=', id)
    .where('deployment_id', '=', deploymentId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** Removes every schedule of a deployment. */
export async function deleteSchedules({ db }: Transaction, deploymentId: string): Promise<void> {
  await db.deleteFrom('deployment_schedule').where('deployment_id', '=', deploymentId).execute()
}

/** Deployments that may have runs to come, after `cursor` by id: not paused, with an active schedule, changed since `updatedAfter`. */
export async function listDeploymentsToSchedule(
  { db }: Queries,
  { cursor, limit, updatedAfter }: { readonly cursor: string; readonly limit: number; readonly updatedAfter: Timestamp | null },
): Promise<string[]> {
  let query = db
    .selectFrom('deployment')
    .select('deployment.id')
    .where('deployment.paused', '=', false)
    .where('deployment.id', '>', cursor)
    .where((where) =>
      where.exists(
        where
          .selectFrom('deployment_schedule')
          .select('deployment_schedule.id')
          .whereRef('deployment_schedule.deployment_id', '=', 'deployment.id')
          .where('deployment_schedule.active', '=', true),
      ),
    )
  if (updatedAfter !== null) {
    query = query.where((where) =>
      where.or([
        where('deployment.updated', '>=', updatedAfter),
        where.exists(
          where
            .selectFrom('deployment_schedule')
            .select('deployment_schedule.id')
            .whereRef('deployment_schedule.deployment_id', '=', 'deployment.id')
            .where('deployment_schedule.updated', '>=', updatedAfter),
        ),
      ]),
    )
  }
  const rows = await query.orderBy('deployment.id').limit(limit).execute()
  return rows.map(({ id }) => id)
}
