import type { StateType, Timestamp } from '@millrace/protocol'
import { sql, type RawBuilder } from 'kysely'
import type { Queries } from '../store.ts'

/** A flow run with the names of its flow and deployment. */
export interface NamedRunRow {
  readonly id: string
  readonly name: string
  readonly flow_id: string
  readonly flow_name: string
  readonly deployment_id: string | null
  readonly deployment_name: string | null
  readonly state_type: StateType | null
  readonly state_name: string | null
  readonly state_timestamp: Timestamp | null
  readonly start_time: Timestamp | null
  readonly end_time: Timestamp | null
  readonly expected_start_time: Timestamp | null
}

const COLUMNS = sql.raw(
  `flow_run.id, flow_run.name, flow_run.flow_id, flow.name as flow_name, flow_run.deployment_id, deployment.name as deployment_name,
  flow_run.state_type, flow_run.state_name, flow_run.state_timestamp, flow_run.start_time, flow_run.end_time, flow_run.expected_start_time`,
)

/** The runs whose ids a query finds, with their names, in an order. The query says how many; ids first, so that names are looked up for few. */
export async function namedRuns({ db }: Queries, ids: RawBuilder<unknown>, order: RawBuilder<unknown>): Promise<NamedRunRow[]> {
  const { rows } = await sql<NamedRunRow>`
    select ${COLUMNS} from flow_run join flow on flow.id = flow_run.flow_id left join deployment on deployment.id = flow_run.deployment_id
    where flow_run.id in (${ids}) order by ${order}`.execute(db)
  return rows
}

/** How many rows a query finds, which itself ends at a number where it no longer matters. */
export async function countRows({ db }: Queries, query: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ count: number | string }>`select count(*) as count from (${query}) as counted`.execute(db)
  return Number(rows[0]?.count ?? 0)
}
