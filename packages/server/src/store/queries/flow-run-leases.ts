import type { FlowRunLeaseRow, FlowRunRow } from '../schema.ts'
import type { HotStatement, Queries, Transaction } from '../store.ts'

const HOLDABLE = 'select attempt, state_type from flow_run where id = ?'
const HOLDABLE_ON_SQLITE: HotStatement = { sql: HOLDABLE }
/** Differs by necessity: SQLite has one writer, Postgres locks the row, so that no claim slips in before the lease is written. */
const HOLDABLE_ON_POSTGRES: HotStatement = { sql: `${HOLDABLE} for update` }

/** The attempt that a flow run is at and whether it is over, unchanged until the transaction ends; undefined when there is no such run. */
export async function lockAttempt(tx: Transaction, flowRunId: string): Promise<Pick<FlowRunRow, 'attempt' | 'state_type'> | undefined> {
  const [row] = await tx.all<Pick<FlowRunRow, 'attempt' | 'state_type'>>(
    tx.dialect.name === 'sqlite' ? HOLDABLE_ON_SQLITE : HOLDABLE_ON_POSTGRES,
    [flowRunId],
  )
  return row
}

const CANCELLING: HotStatement = { sql: "select 1 as one from flow_run where id = ? and state_type = 'CANCELLING'" }

/** Whether somebody asked for the end of a flow run that is still under way. */
export async function isCancelling(queries: Queries, flowRunId: string): Promise<boolean> {
  return (await queries.all<{ readonly one: number }>(CANCELLING, [flowRunId])).length > 0
}

const UPSERT: HotStatement = {
  sql: `insert into flow_run_lease (flow_run_id, attempt, holder, expires_at) values (?, ?, ?, ?)
    on conflict (flow_run_id) do update set attempt = excluded.attempt, holder = excluded.holder, expires_at = excluded.expires_at`,
}

/** Writes the lease of a flow run over the one it may have. */
export async function upsertLease(tx: Transaction, { flow_run_id, attempt, holder, expires_at }: FlowRunLeaseRow): Promise<void> {
  await tx.all(UPSERT, [flow_run_id, attempt, holder, expires_at])
}

const DELETE: HotStatement = { sql: 'delete from flow_run_lease where flow_run_id = ?' }

/** Ends the right of whoever acted for a flow run. */
export async function deleteLease(tx: Transaction, flowRunId: string): Promise<void> {
  await tx.all(DELETE, [flowRunId])
}

const READ: HotStatement = { sql: 'select flow_run_id, attempt, holder, expires_at from flow_run_lease where flow_run_id = ?' }

/** The lease of a flow run; undefined while nobody holds it. */
export async function readLease(queries: Queries, flowRunId: string): Promise<FlowRunLeaseRow | undefined> {
  const [row] = await queries.all<FlowRunLeaseRow>(READ, [flowRunId])
  return row
}
