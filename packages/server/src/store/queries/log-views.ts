import type { LogFilter } from '@millrace/protocol'
import { sql } from 'kysely'
import { logWhere } from '../filters/log-where.ts'
import type { LogRow } from '../schema.ts'
import type { Queries } from '../store.ts'

/** How many log lines a filter wants, counted no further than `most`. */
export async function countLogs({ db, dialect }: Queries, filter: LogFilter, most: number): Promise<number> {
  const { rows } = await sql<{ count: number | string }>`
    select count(*) as count from (select 1 from log where ${logWhere(dialect, filter)} limit ${most}) as counted`.execute(db)
  return Number(rows[0]?.count ?? 0)
}

/** How many of the first `most` lines that a filter wants are of which level. */
export async function countLogsByLevel({ db, dialect }: Queries, filter: LogFilter, most: number): Promise<Map<number, number>> {
  const { rows } = await sql<{ level: number; count: number | string }>`
    select level, count(*) as count from (select log.level from log where ${logWhere(dialect, filter)}
      order by log.timestamp, log.id limit ${most}) as counted group by level`.execute(db)
  return new Map(rows.map(({ level, count }) => [level, Number(count)]))
}

/** One of the lines that a filter wants, by its id; undefined where it is none of them. */
export const readLog = ({ db, dialect }: Queries, filter: LogFilter, id: string): Promise<LogRow | undefined> =>
  db.selectFrom('log').selectAll().where(logWhere(dialect, filter)).where('log.id', '=', id).executeTakeFirst()

/** How many of the lines that a filter wants come before one, in the order of `listLogs`. */
export async function countLogsBefore({ db, dialect }: Queries, filter: LogFilter, { timestamp, id }: LogRow): Promise<number> {
  const { rows } = await sql<{ count: number | string }>`
    select count(*) as count from log where ${logWhere(dialect, filter)} and log.timestamp <= ${timestamp}
      and (log.timestamp, log.id) < (${timestamp}, ${id})`.execute(db)
  return Number(rows[0]?.count ?? 0)
}

/** What of a log is marked: which of the `total` first lines that `filter` wants, told as which of so many equal `parts`. */
interface Marked {
  readonly filter: LogFilter
  readonly marked: LogFilter
  readonly total: number
  readonly parts: number
}

/** The parts of a log, from 0, in which some line is one that `marked` wants too. */
export async function listMarkedParts({ db, dialect }: Queries, { filter, marked, total, parts }: Marked): Promise<number[]> {
  const { rows } = await sql<{ part: number | string }>`
    select distinct (numbered.place - 1) * ${sql.lit(parts)} / ${sql.lit(total)} as part
      from (select row_number() over (order by log.timestamp, log.id) as place, ${logWhere(dialect, marked)} as is_marked
        from log where ${logWhere(dialect, filter)} order by log.timestamp, log.id limit ${total}) as numbered
      where numbered.is_marked order by part`.execute(db)
  return rows.map(({ part }) => Number(part))
}
