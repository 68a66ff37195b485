import type { Timestamp } from '@millrace/protocol'
import { sql } from 'kysely'
import type { FlowRunLeaseRow } from '../schema.ts'
import type { Queries } from '../store.ts'

/** How far, and how many at most. */
interface Overdue {
  readonly before: Timestamp
  readonly limit: number
}

/** A run whose time has come, and when that was. */
export interface OverdueRun {
  readonly id: string
  readonly time: Timestamp
}

/** Runs named Scheduled that nobody has started, the longest overdue first. */
export async function listOverdueRuns({ db }: Queries, { before, limit }: Overdue): Promise<OverdueRun[]> {
  const rows = await db
    .selectFrom('flow_run')
    .select(['id', 'next_scheduled_start_time as time'])
    .where('state_name', '=', 'Scheduled')
    // Never after the next start; it is what the index of names is sorted by, which holds no run of another name.
    .where('expected_start_time', '<=', before)
    .where('next_scheduled_start_time', '<=', before)
    .where('state_type', '=', 'SCHEDULED')
    .orderBy('expected_start_time')
    .limit(limit)
    .execute()
  return rows.flatMap(({ id, time }) => (time === null ? [] : [{ id, time }]))
}

/** The ids of paused runs whose time to be resumed is over. */
export async function listExpiredPauses({ db, dialect }: Queries, { before, limit }: Overdue): Promise<string[]> {
  const timeout = dialect.textAt(sql.ref('flow_run_state.state_details'), 'pause_timeout')
  const rows = await db
    .selectFrom('flow_run')
    .innerJoin('flow_run_state', 'flow_run_state.id', 'flow_run.state_id')
    .select('flow_run.id')
    .where('flow_run.state_type', '=', 'PAUSED')
    .where(sql<boolean>`${timeout} <= ${before}`)
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** Leases on flow runs that ended before a time and were not renewed. */
export const listLapsedRuns = ({ db }: Queries, { before, limit }: Overdue): Promise<FlowRunLeaseRow[]> =>
  db.selectFrom('flow_run_lease').selectAll().where('expires_at', '<=', before).orderBy('expires_at').limit(limit).execute()
