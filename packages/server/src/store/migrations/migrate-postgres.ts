import type { Pool, PoolClient } from 'pg'
import { type Applied, checksumOf, missingSteps, outOfDate, RECORD_TABLE } from './migration.ts'

/** Any number that is ours: whoever holds this advisory lock migrates. */
const LOCK = 0x6d_69_6c_6c

/**
 * Brings a Postgres database up to date; any number of servers may do so at once. Without `migrate`, throws
 * `StoreUnopenable` when something is missing.
 */
export async function migratePostgres(pool: Pool, where: string, migrate: boolean): Promise<void> {
  const client = await pool.connect()
  try {
    const applied = await appliedTo(client)
    if (missingSteps(applied, 'postgres', where).length === 0) return
    if (!migrate) throw outOfDate(applied, where)
    await client.query('begin')
    // Building indexes may take longer than any other statement is allowed to.
    await client.query('set local statement_timeout = 0')
    await client.query('select pg_advisory_xact_lock($1)', [LOCK])
    await applyMissing(client, where)
    await client.query('commit')
  } finally {
    // Closed and not returned: if a step failed, its transaction ends with the connection.
    client.release(true)
  }
}

async function applyMissing(client: PoolClient, where: string): Promise<void> {
  await client.query(RECORD_TABLE)
  for (const step of missingSteps(await appliedTo(client), 'postgres', where)) {
    for (const statement of step.statements('postgres')) await client.query(statement)
    await client.query('insert into schema_migration (name, checksum, applied) values ($1, $2, $3)', [
      step.name,
      checksumOf(step, 'postgres'),
      new Date().toISOString(),
    ])
  }
}

async function appliedTo(client: PoolClient): Promise<Applied[]> {
  const { rows } = await client.query<{ found: string | null }>("select to_regclass('schema_migration') as found")
  if (rows[0]?.found == null) return []
  return (await client.query<Applied>('select name, checksum from schema_migration order by name')).rows
}
