import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Client } from 'pg'

/** What a database holds now. */
export interface DatabaseSize {
  readonly events: number
  readonly logs: number
  readonly flowRuns: number
  readonly bytes: number
  /** Of the write-ahead log beside it; of Postgres, of its whole folder of logs. */
  readonly walBytes: number
}

/** Looks at a database past its server, by a connection of its own. */
export interface Watch extends AsyncDisposable {
  look(): Promise<DatabaseSize>
}

const COUNTS = `select (select count(*) from event) + (select count(*) from unindexed_event) as events,
  (select count(*) from log) as logs, (select count(*) from flow_run) as runs`

export function watchSqlite(home: string): Watch {
  const path = join(home, 'millrace.db')
  const database = new DatabaseSync(path, { readOnly: true, timeout: 10_000 })
  const counts = database.prepare(COUNTS)
  return {
    async look() {
      const { events, logs, runs } = counts.get() as Record<'events' | 'logs' | 'runs', number>
      return { events, logs, flowRuns: runs, bytes: statSync(path).size, walBytes: statSync(`${path}-wal`).size }
    },
    async [Symbol.asyncDispose]() {
      database.close()
    },
  }
}

export async function watchPostgres(connectionString: string): Promise<Watch> {
  const client = new Client({ connectionString })
  await client.connect()
  return {
    async look() {
      const { rows } = await client.query<Record<'events' | 'logs' | 'runs' | 'bytes' | 'wal', string>>(
        `select *, pg_database_size(current_database()) as bytes, (select sum(size) from pg_ls_waldir()) as wal from (${COUNTS}) as counts`,
      )
      const [row] = rows
      if (row === undefined) throw new Error('Postgres answered no row')
      return {
        events: Number(row.events),
        logs: Number(row.logs),
        flowRuns: Number(row.runs),
        bytes: Number(row.bytes),
        walBytes: Number(row.wal),
      }
    },
    [Symbol.asyncDispose]: () => client.end(),
  }
}
