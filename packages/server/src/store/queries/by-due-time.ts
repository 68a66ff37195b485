import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely'

/** The order in which no index has all runs: only those that wait are in one. */
export const BY_DUE_TIME = 'NEXT_SCHEDULED_START_TIME_ASC'

/**
 * The ids of one page of the runs of `table` that are `wanted`, by the time at which they are due. Those that wait are found by the index of
 * due times and the others, which have none, by their ids; sorting the whole table took 333 ms over 100,000 runs.
 *
 * Where runs without a due time stand is the database's own way, as with Prefect: first on SQLite, last on Postgres.
 */
export function idsByDueTime(
  table: 'flow_run' | 'task_run',
  wanted: Expression<SqlBool>,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): RawBuilder<string> {
  const [run, id, due] = [sql.table(table), sql.ref(`${table}.id`), sql.ref(`${table}.next_scheduled_start_time`)]
  const most = limit + offset
  return sql`(select id from (
    select * from (select ${id}, ${due} as due from ${run} where ${wanted} and ${due} is not null order by ${due} limit ${most}) as waiting
    union all
    select * from (select ${id}, ${due} as due from ${run} where ${wanted} and ${due} is null order by ${id} limit ${most}) as others
    ) as chosen order by due, id limit ${limit} offset ${offset})`
}
