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
  /** Events and actions that were tried too often. */
  readonly set_aside: number
}

/** How much waits, up to ten thousand of each. */
export async function readWaitingWork({ db }: Queries): Promise<WaitingWork> {
  const { rows } = await sql<{ readonly [Key in keyof WaitingWork]: number | string }>`
    select (select count(*) from (select 1 from unindexed_event limit ${MOST}) as one) as events,
      (select count(*) from (select 1 from automation_event limit ${MOST}) as two) as triggers,
      (select count(*) from (select 1 from automation_action limit ${MOST}) as three) as actions,
      (select count(*) from (select 1 from dead_letter limit ${MOST}) as four) as set_aside`.execute(db)
  const [row] = rows
  const count = (kind: keyof WaitingWork): number => Number(row?.[kind] ?? 0)
  return { events: count('events'), triggers: count('triggers'), actions: count('actions'), set_aside: count('set_aside') }
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
