import type { StateType, Timestamp } from '@millrace/protocol'
import { sql } from 'kysely'
import type { Queries } from '../store.ts'

/** A run as a list shows it for what it belongs to. */
export interface LatestRun {
  /** The id of what it is one of. */
  readonly of: string
  readonly id: string
  readonly name: string
  readonly state_type: StateType | null
  readonly state_name: string | null
  readonly state_timestamp: Timestamp | null
  readonly expected_start_time: Timestamp | null
  readonly start_time: Timestamp | null
  readonly total_run_time: number
}

/** The latest runs of each of some flows or deployments that were expected until a time, `each` at most, the newest first. */
export async function listLatestRuns(
  { db }: Queries,
  column: 'flow_id' | 'deployment_id',
  ids: readonly string[],
  { until, each }: { readonly until: Timestamp; readonly each: number },
): Promise<LatestRun[]> {
  if (ids.length === 0) return []
  // One look at an index for each: neither database would stop at `each` rows of a group.
  const parts = ids.map(
    (id) => sql`select * from (select ${sql.ref(column)} as ${sql.id('of')}, id, name, state_type, state_name, state_timestamp,
      expected_start_time, start_time, total_run_time from flow_run where ${sql.ref(column)} = ${id} and expected_start_time <= ${until}
      order by expected_start_time desc limit ${each}) as latest`,
  )
  const { rows } = await sql<LatestRun>`${sql.join(parts, sql` union all `)}`.execute(db)
  return rows
}
