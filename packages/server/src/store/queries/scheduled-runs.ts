import type { Timestamp } from '@millrace/protocol'
import { bulkInsert } from '../bulk-insert.ts'
import { jsonText } from '../columns.ts'
import type { FlowRunRow, FlowRunStateRow } from '../schema.ts'
import { detailsText } from '../state-details.ts'
import type { HotStatement, Queries, Transaction } from '../store.ts'

const RUN_COLUMNS = [
  'id',
  'created',
  'updated',
  'name',
  'state_id',
  'state_type',
  'state_name',
  'state_timestamp',
  'tags',
  'labels',
  'run_count',
  'expected_start_time',
  'next_scheduled_start_time',
  'total_run_time',
  'flow_id',
  'deployment_id',
  'deployment_version',
  'work_queue_id',
  'work_queue_name',
  'parameters',
  'job_variables',
  'idempotency_key',
  'context',
  'empirical_policy',
  'auto_scheduled',
  'infrastructure_document_id',
  'created_by',
  'attempt',
] as const satisfies (keyof FlowRunRow)[]

/** A run that a schedule asks for, in its first state. */
export type ScheduledRunRow = Pick<FlowRunRow, (typeof RUN_COLUMNS)[number]>

const insertRuns = bulkInsert<ScheduledRunRow, { id: string }>(
  'flow_run',
  RUN_COLUMNS,
  'on conflict (flow_id, idempotency_key) do nothing returning id',
)

const insertStates = bulkInsert<Record<keyof FlowRunStateRow, unknown>>('flow_run_state', [
  'id',
  'flow_run_id',
  'type',
  'name',
  'timestamp',
  'message',
  'data',
  'state_details',
])

/** Writes those runs that are not there yet, by their idempotency keys, with their states; answers their ids. */
export async function insertScheduledRuns(
  tx: Transaction,
  runs: readonly ScheduledRunRow[],
  states: readonly FlowRunStateRow[],
): Promise<ReadonlySet<string>> {
  const inserted = new Set((await insertRuns(tx, runs)).map(({ id }) => id))
  const added = states
    .filter(({ flow_run_id }) => inserted.has(flow_run_id))
    .map((state) => ({ ...state, data: jsonText(state.data), state_details: detailsText(state.state_details) }))
  await insertStates(tx, added)
  return inserted
}

const KEYS_OF_ONE: HotStatement = {
  sql: 'select idempotency_key from flow_run where deployment_id = ? and expected_start_time >= ? and idempotency_key is not null',
}

/** The idempotency keys of the runs of these deployments that are expected at or after `from`. */
export async function scheduledKeys(queries: Queries, deploymentIds: readonly string[], from: Timestamp): Promise<ReadonlySet<string>> {
  const rows = await keysOf(queries, deploymentIds, from)
  return new Set(rows.flatMap(({ idempotency_key }) => idempotency_key ?? []))
}

async function keysOf(queries: Queries, ids: readonly string[], from: Timestamp): Promise<Pick<FlowRunRow, 'idempotency_key'>[]> {
  const [only, ...others] = ids
  if (only !== undefined && others.length === 0) return await queries.all(KEYS_OF_ONE, [only, from])
  return await queries.db
    .selectFrom('flow_run')
    .select('idempotency_key')
    .where(queries.dialect.among('flow_run.deployment_id', ids))
    .where('expected_start_time', '>=', from)
    .where('idempotency_key', 'is not', null)
    .execute()
}

interface WhichRuns {
  readonly deploymentId: string
  /** Only those that schedules made. */
  readonly autoScheduledOnly: boolean
  /** Only those due after this; null: all. */
  readonly after: Timestamp | null
}

/** Deletes the runs of a deployment that have not begun: SCHEDULED, never run, and not waiting for a slot. */
export async function deleteScheduledRuns({ db }: Transaction, { deploymentId, autoScheduledOnly, after }: WhichRuns): Promise<void> {
  let query = db
    .deleteFrom('flow_run')
    .where('deployment_id', '=', deploymentId)
    .where('state_type', '=', 'SCHEDULED')
    .where('state_name', '<>', 'AwaitingConcurrencySlot')
    .where('run_count', '=', 0)
  if (autoScheduledOnly) query = query.where('auto_scheduled', '=', true)
  if (after !== null) query = query.where('next_scheduled_start_time', '>', after)
  await query.execute()
}
