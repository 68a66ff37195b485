import type { StateType } from '@millrace/protocol'
import { sql } from 'kysely'
import type { Queries } from '../store.ts'

/** The task runs of one task in one flow run that are in one state. */
export interface GridCount {
  readonly flow_run_id: string
  readonly task_key: string
  readonly state_type: StateType
  readonly count: number
  readonly seconds: number
}

/** The task runs of flow runs by task and state; of each flow run the first `each` alone. */
export async function countByTask({ db }: Queries, flowRunIds: readonly string[], each: number): Promise<GridCount[]> {
  if (flowRunIds.length === 0) return []
  const parts = flowRunIds.map(
    (id) => sql`select * from (select flow_run_id, task_key, state_type, total_run_time from task_run
      where flow_run_id = ${id} and state_type is not null limit ${each}) as of_run`,
  )
  const { rows } = await sql<Omit<GridCount, 'count'> & { readonly count: number | string }>`
    select flow_run_id, task_key, state_type, count(*) as count, sum(total_run_time) as seconds
    from (${sql.join(parts, sql` union all `)}) as looked_at group by flow_run_id, task_key, state_type`.execute(db)
  return rows.map((row) => ({ ...row, count: Number(row.count) }))
}
