import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { SqliteConnection } from '../sqlite/connection.ts'
import { goneDeployments } from './0017-gone-deployments.ts'
import { checksumOf, MIGRATIONS, RECORD_TABLE } from './migration.ts'
import { migrateSqlite } from './migrate-sqlite.ts'

const TIME = '2024-01-01T00:00:00.000000Z'
const COMMON = `'${TIME}', '${TIME}'`

const ROWS = `
  insert into flow (id, created, updated, name, tags, labels) values ('f', ${COMMON}, 'f', '[]', '{}');
  insert into deployment (id, created, updated, name, flow_id, paused, tags, labels, parameters, job_variables, pull_steps,
    enforce_parameter_schema) values ('d', ${COMMON}, 'd', 'f', 0, '[]', '{}', '{}', '{}', '[]', 1);
  insert into flow_run (id, created, updated, name, tags, labels, run_count, total_run_time, flow_id, deployment_id, parameters, context,
    empirical_policy, auto_scheduled, attempt) values ('r', ${COMMON}, 'r', '[]', '{}', 0, 0, 'f', 'd', '{}', '{}', '{}', 0, 0)`

function asItWasBefore(connection: SqliteConnection): void {
  connection.exec(`pragma journal_mode = wal; pragma foreign_keys = on; ${RECORD_TABLE}`)
  for (const step of MIGRATIONS.slice(0, MIGRATIONS.indexOf(goneDeployments))) {
    for (const statement of step.statements('sqlite')) connection.exec(statement)
    connection.run('insert into schema_migration (name, checksum, applied) values (?, ?, ?)', [step.name, checksumOf(step, 'sqlite'), TIME])
  }
  connection.exec(ROWS)
}

it('lets runs keep a deployment that goes, and nothing else', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'millrace-gone-'))
  const path = join(folder.path, 'millrace.db')
  const [connection, other] = [new SqliteConnection(path), new SqliteConnection(path)]
  try {
    asItWasBefore(connection)
    expect(other.run('select deployment_id from flow_run', []).rows).toEqual([{ deployment_id: 'd' }])
    await migrateSqlite(connection, path, true)
    // One that had read the schema before, as another process has.
    other.exec("pragma foreign_keys = on; delete from deployment where id = 'd'")
    expect(connection.run('select deployment_id from flow_run', []).rows).toEqual([{ deployment_id: 'd' }])
    expect(connection.run('pragma integrity_check', []).rows).toEqual([{ integrity_check: 'ok' }])
    expect(connection.run('pragma foreign_key_list(flow_run)', []).rows.length).toBeGreaterThan(2)
    expect(() => connection.exec("pragma writable_schema = on; delete from sqlite_schema where name = 'flow_run'")).toThrow(
      'may not be modified',
    )
    other.exec("delete from flow where id = 'f'")
    expect(connection.run('select * from flow_run', []).rows).toEqual([])
  } finally {
    connection.close()
    other.close()
  }
})
