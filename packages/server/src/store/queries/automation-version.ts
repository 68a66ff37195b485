import type { Timestamp } from '@millrace/protocol'
import type { HotStatement, Queries, Transaction } from '../store.ts'

const KEY = 'automations-version'

/** For a `returning` or `select`: which version of the automations there is, as text; null before the first. */
export const AUTOMATION_VERSION = `(select value from configuration where key = '${KEY}')`

const TOUCH: HotStatement = {
  sql: `insert into configuration (key, value, updated) values ('${KEY}', ?, ?)
    on conflict (key) do update set value = excluded.value, updated = excluded.updated`,
}

/** Says that automations are not what they were, so that every process looks at them anew; `version` is any id not used before. */
export async function touchAutomations(tx: Transaction, version: string, now: Timestamp): Promise<void> {
  await tx.all(TOUCH, [JSON.stringify(version), now])
}

const FORGET: HotStatement = { sql: `delete from configuration where key = '${KEY}'` }

/** Says that there are no automations, as if there never had been. */
export async function forgetAutomations(tx: Transaction): Promise<void> {
  await tx.all(FORGET, [])
}

/** Whether there is anything that time may change: a trigger that is looked at, or an event that waits for another. */
export async function hasTriggerState({ db }: Queries): Promise<boolean> {
  const { enabled, waiting } = await db
    .selectNoFrom((eb) => [
      eb.exists(eb.selectFrom('automation').select('id').where('enabled', '=', true)).as('enabled'),
      eb.exists(eb.selectFrom('automation_event_follower').select('scope')).as('waiting'),
    ])
    .executeTakeFirstOrThrow()
  return Boolean(enabled) || Boolean(waiting)
}

const SELECT = `select ${AUTOMATION_VERSION} as version`
const READ: HotStatement = { sql: SELECT }
/** Differs by necessity: SQLite has one writer; on Postgres the row is held, so that one process evaluates at a time. */
const LOCK_ON_POSTGRES: HotStatement = { sql: `select value as version from configuration where key = '${KEY}' for update` }

/** The version of the automations as of now; null when there never was one. */
export async function readAutomationsVersion(queries: Queries): Promise<string | null> {
  const [row] = await queries.all<{ version: string | null }>(READ, [])
  return row?.version ?? null
}

/** The version of the automations, which nobody else changes or evaluates by until the transaction ends; null when there never was one. */
export async function lockAutomations(tx: Transaction): Promise<string | null> {
  const [row] = await tx.all<{ version: string | null }>(tx.dialect.name === 'sqlite' ? READ : LOCK_ON_POSTGRES, [])
  return row?.version ?? null
}
