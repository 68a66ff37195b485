import type { SqliteConnection } from '../sqlite/connection.ts'
import { patiently } from '../sqlite/patience.ts'
import { type Applied, checksumOf, MIGRATIONS, missingSteps, outOfDate, RECORD_TABLE } from './migration.ts'

/**
 * Brings a SQLite file up to date; any number of processes may do so at once. Without `migrate`, throws `StoreUnopenable`
 * when something is missing.
 */
export async function migrateSqlite(connection: SqliteConnection, where: string, migrate: boolean): Promise<void> {
  // Without a lock: nearly always the file is up to date, and a reader is let in while others write.
  if ((await patiently(() => isUpToDate(connection, where))) === 'yes') return
  if (!migrate) throw outOfDate(appliedTo(connection), where)
  await patiently(() => connection.exec('begin immediate'))
  connection.guardSchema(false)
  try {
    // Another process may have done it while this one waited for the lock.
    const steps = missingSteps(appliedTo(connection), 'sqlite', where)
    connection.exec(RECORD_TABLE)
    for (const step of steps) {
      for (const statement of step.statements('sqlite')) connection.exec(statement)
      connection.run('insert into schema_migration (name, checksum, applied) values (?, ?, ?)', [
        step.name,
        checksumOf(step, 'sqlite'),
        new Date().toISOString(),
      ])
    }
    connection.exec(`pragma user_version = ${MIGRATIONS.length}`)
    connection.exec('commit')
  } catch (error) {
    if (connection.inTransaction) connection.exec('rollback')
    throw error
  } finally {
    connection.guardSchema(true)
  }
}

function isUpToDate(connection: SqliteConnection, where: string): 'yes' | 'no' {
  const [row] = connection.run('pragma user_version', []).rows as { user_version: number }[]
  if (row === undefined || row.user_version === 0) return 'no'
  return missingSteps(appliedTo(connection), 'sqlite', where).length === 0 ? 'yes' : 'no'
}

function appliedTo(connection: SqliteConnection): Applied[] {
  const found = connection.run("select name from sqlite_schema where type = 'table' and name = 'schema_migration'", []).rows
  return found.length === 0 ? [] : (connection.run('select name, checksum from schema_migration order by name', []).rows as Applied[])
}
