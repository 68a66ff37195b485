import type { NotificationPolicyFilter, Timestamp } from '@millrace/protocol'
import type { FlowRunNotificationPolicyRow, FlowRunNotificationQueueRow, FlowRunRow, FlowRunStateRow } from '../schema.ts'
import type { Queries, Transaction } from '../store.ts'

/** Writes a policy. Throws `IntegrityError` when there is no such block document. */
export async function insertPolicy({ db }: Transaction, row: FlowRunNotificationPolicyRow): Promise<void> {
  await db.insertInto('flow_run_notification_policy').values(row).execute()
}

/** One policy. */
export const readPolicy = ({ db }: Queries, id: string): Promise<FlowRunNotificationPolicyRow | undefined> =>
  db.selectFrom('flow_run_notification_policy').selectAll().where('id', '=', id).executeTakeFirst()

/** Changes a policy; false when there is none. Throws `IntegrityError` when there is no such block document. */
export async function updatePolicy({ db }: Transaction, id: string, changes: Partial<FlowRunNotificationPolicyRow>): Promise<boolean> {
  const { numUpdatedRows } = await db.updateTable('flow_run_notification_policy').set(changes).where('id', '=', id).executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Deletes a policy with what it still had to send; false when there is none. */
export async function deletePolicy({ db }: Transaction, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('flow_run_notification_policy').where('id', '=', id).executeTakeFirst()
  return numDeletedRows > 0n
}

interface PolicyPage {
  readonly filter: NotificationPolicyFilter | null | undefined
  readonly limit: number
  readonly offset: number
}

/** One page of the policies that match, by id. */
export function listPolicies({ db }: Queries, { filter, limit, offset }: PolicyPage): Promise<FlowRunNotificationPolicyRow[]> {
  const active = filter?.is_active?.eq_ ?? undefined
  return db
    .selectFrom('flow_run_notification_policy')
    .selectAll()
    .$if(active !== undefined, (query) => query.where('is_active', '=', active === true))
    .orderBy('id')
    .limit(limit)
    .offset(offset)
    .execute()
}

/** Every policy that is switched on. */
export const listActivePolicies = ({ db }: Queries): Promise<FlowRunNotificationPolicyRow[]> =>
  db.selectFrom('flow_run_notification_policy').selectAll().where('is_active', '=', true).execute()

/** Notes notifications that are to be sent. */
export async function queueNotifications({ db }: Transaction, rows: readonly FlowRunNotificationQueueRow[]): Promise<void> {
  await db.insertInto('flow_run_notification_queue').values(rows).execute()
}

/** Whether a notification is to be sent now. */
export async function hasDueNotifications({ db }: Queries, now: Timestamp): Promise<boolean> {
  const found = await db.selectFrom('flow_run_notification_queue').select('id').where('due', '<=', now).limit(1).executeTakeFirst()
  return found !== undefined
}

interface Claim {
  readonly now: Timestamp
  /** Until when nobody else takes them. */
  readonly until: Timestamp
  readonly limit: number
}

/** Takes notifications that are due, oldest first, and counts the attempt. */
export async function claimNotifications(
  { db, dialect }: Transaction,
  { now, until, limit }: Claim,
): Promise<FlowRunNotificationQueueRow[]> {
  const due = await db
    .selectFrom('flow_run_notification_queue')
    .select('id')
    .where('due', '<=', now)
    .orderBy('due')
    .orderBy('id')
    .limit(limit)
    .modifyEnd(dialect.lockForClaim)
    .execute()
  if (due.length === 0) return []
  return await db
    .updateTable('flow_run_notification_queue')
    .set(({ eb }) => ({ due: until, attempts: eb('attempts', '+', 1) }))
    .where(
      'id',
      'in',
      due.map(({ id }) => id),
    )
    .returningAll()
    .execute()
}

/** Forgets a notification: it is sent, or cannot be. */
export async function deleteNotification({ db }: Transaction, id: string): Promise<void> {
  await db.deleteFrom('flow_run_notification_queue').where('id', '=', id).execute()
}

/** What a notification tells, and through which block. */
export interface Notification {
  readonly message_template: string | null
  readonly block_document_id: string
  readonly flow_id: string
  readonly flow_name: string
  readonly flow_run_id: string
  readonly flow_run_name: string
  readonly parameters: FlowRunRow['parameters']
  readonly state_type: FlowRunStateRow['type']
  readonly state_name: string
  readonly state_timestamp: Timestamp
  readonly state_message: string | null
}

/** What a queued notification tells; undefined when run or policy are gone. */
export const readNotification = (
  { db }: Queries,
  { flow_run_notification_policy_id: policyId, flow_run_state_id: stateId }: FlowRunNotificationQueueRow,
): Promise<Notification | undefined> =>
  db
    .selectFrom('flow_run_notification_policy as policy')
    .innerJoin('flow_run_state as state', (join) => join.on('state.id', '=', stateId))
    .innerJoin('flow_run as run', 'run.id', 'state.flow_run_id')
    .innerJoin('flow', 'flow.id', 'run.flow_id')
    .select([
      'policy.message_template',
      'policy.block_document_id',
      'flow.id as flow_id',
      'flow.name as flow_name',
      'run.id as flow_run_id',
      'run.name as flow_run_name',
      'run.parameters',
      'state.type as state_type',
      'state.name as state_name',
      'state.timestamp as state_timestamp',
      'state.message as state_message',
    ])
    .where('policy.id', '=', policyId)
    .executeTakeFirst()
