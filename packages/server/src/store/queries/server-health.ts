import { sql } from 'kysely'
import type { Queries } from '../store.ts'

/** Work that waits is counted up to here. */
const MOST = 10_000

/** What waits in the database for the background services. */
export interface WaitingWork {
  /** Events that lists do not have yet. */
  readonly events: number
  /** Events that no trigger has looked at yet. */
  readonly triggers: number
  /** Actions of automations that are not done yet. */
  readonly actions: number
}

/** How much waits, up to ten thousand of each. */
export async function readWaitingWork({ db }: Queries): Promise<WaitingWork> {
  const { rows } = await sql<{ readonly [Key in keyof WaitingWork]: number | string }>`
    select (select count(*) from (select 1 from unindexed_event limit ${MOST}) as one) as events,
      (select count(*) from (select 1 from automation_event limit ${MOST}) as two) as triggers,
      (select count(*) from (select 1 from automation_action limit ${MOST}) as three) as actions`.execute(db)
  const [row] = rows
  return { events: Number(row?.events ?? 0), triggers: Number(row?.triggers ?? 0), actions: Number(row?.actions ?? 0) }
}

/** The version of the database's program. */
export async function readDatabaseVersion({ db, dialect }: Queries): Promise<string> {
  // Differs by necessity: each says it in its own way.
  const query =
    dialect.name === 'sqlite'
      ? sql<{ version: string }>`select sqlite_version() as version`
      : sql<{ version: string }>`select current_setting('server_version') as version`
  const { rows } = await query.execute(db)
  return rows[0]?.version ?? ''
}
