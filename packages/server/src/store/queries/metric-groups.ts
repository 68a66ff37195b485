import type { MetricTrigger, Timestamp } from '@millrace/protocol'
import { type RawBuilder, sql } from 'kysely'
import type { Condition, Dialect } from '../dialect/dialect.ts'
import type { Queries } from '../store.ts'
import { estimatedLateness, isOver } from './run-estimates.ts'

/** Flow runs that are related to the same things, and what a figure is the mean of. */
export interface MetricGroup {
  /** Null where runs are not told apart. */
  readonly id: string | null
  readonly name: string | null
  readonly flow_id: string
  readonly deployment_id: string | null
  readonly work_queue_id: string | null
  readonly tags: readonly string[]
  readonly runs: number
  readonly sum: number
}

interface Asked {
  readonly metric: MetricTrigger['metric']['name']
  readonly since: Timestamp
  readonly now: Timestamp
  /** Whether each run is a group of its own. */
  readonly each: boolean
}

/** Most groups that are looked at: those with most runs. */
const MOST = 10_000

/** What the flow runs of a time add to a figure, by what they are related to; each looked up by an index of that time. */
export async function readMetricGroups({ db, dialect }: Queries, { metric, since, now, each }: Asked): Promise<MetricGroup[]> {
  const runs = sql`select ${each ? sql`id, name` : sql`null as id, null as name`}, flow_id, deployment_id, work_queue_id, tags,
      ${valueOf(dialect, metric, now)} as value`
  const places = placesOf(metric, since, now).map((where) => sql`${runs} from flow_run where ${where}`)
  const { rows } = await sql<Omit<MetricGroup, 'runs' | 'sum'> & { runs: number | string; sum: number | string }>`
    select id, name, flow_id, deployment_id, work_queue_id, tags, count(*) as runs, sum(value) as sum
    from (${sql.join(places, sql` union all `)}) as measured
    group by 1, 2, 3, 4, 5, 6 order by 7 desc limit ${sql.lit(MOST)}`.execute(db)
  return rows.map((row) => ({ ...row, runs: Number(row.runs), sum: Number(row.sum) }))
}

function valueOf(dialect: Dialect, metric: Asked['metric'], now: Timestamp): RawBuilder<number> {
  if (metric === 'successes') return sql<number>`case when state_type = 'COMPLETED' then 1.0 else 0.0 end`
  if (metric === 'duration') return sql<number>`total_run_time`
  return sql<number>`${estimatedLateness(dialect, 'flow_run', now)}`
}

function placesOf(metric: Asked['metric'], since: Timestamp, now: Timestamp): Condition[] {
  const ended = sql`end_time >= ${since} and end_time <= ${now}`
  if (metric === 'successes') return [sql`${ended} and state_type in ('COMPLETED', 'FAILED', 'CRASHED')`]
  if (metric === 'duration') return [sql`${ended} and ${isOver('flow_run')} and start_time is not null`]
  return [
    sql`expected_start_time >= ${since} and expected_start_time <= ${now} and (start_time is not null or not ${isOver('flow_run')})`,
    // The latest of all are those that still wait.
    sql`state_type in ('SCHEDULED', 'PENDING') and expected_start_time < ${since} and start_time is null`,
  ]
}
