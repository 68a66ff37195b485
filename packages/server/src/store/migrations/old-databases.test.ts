import { randomUUID } from 'node:crypto'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Json } from '@millrace/protocol'
import { Pool } from 'pg'
import { expect, it } from 'vitest'
import { isJsonColumn, jsonText } from '../columns.ts'
import { testPostgres } from '../postgres/testing.ts'
import { SqliteConnection } from '../sqlite/connection.ts'
import { wholeRows } from '../whole-rows.ts'
import { migratePostgres } from './migrate-postgres.ts'
import { migrateSqlite } from './migrate-sqlite.ts'
import { checksumOf, type Migration, MIGRATIONS, RECORD_TABLE } from './migration.ts'

type Row = Readonly<Record<string, unknown>>
/** The rows of each table by its name. */
type Dump = Readonly<Record<string, readonly Row[]>>

/** A database that any statement can be given to. */
interface Bare {
  readonly kind: 'sqlite' | 'postgres'
  run(sql: string, values?: readonly unknown[]): Promise<readonly Row[]>
  /** The columns of a table; none when it is not there. */
  columnsOf(table: string): Promise<readonly string[]>
  migrate(): Promise<void>
}

/** Makes a database as the steps so far make it, with one row in every table that there is then, and something in every column. */
async function fill(database: Bare, steps: readonly Migration[]): Promise<Dump> {
  await database.run(RECORD_TABLE)
  for (const step of steps) {
    for (const statement of step.statements(database.kind)) await database.run(statement)
    const recorded = [step.name, checksumOf(step, database.kind), '2024-01-01T00:00:00.000000Z']
    const places = database.kind === 'sqlite' ? '?, ?, ?' : '$1, $2, $3'
    await database.run(`insert into schema_migration (name, checksum, applied) values (${places})`, recorded)
  }
  for (const [table, row] of Object.entries(wholeRows())) {
    const columns = await database.columnsOf(table)
    const known = Object.entries<unknown>({ ...row }).filter(([column]) => columns.includes(column))
    if (known.length === 0) continue
    const places = known.map((_, index) => (database.kind === 'sqlite' ? '?' : `$${index + 1}`))
    const values = known.map(([column, value]) => (isJsonColumn(column) ? jsonText(value as Json) : value))
    const names = known.map(([column]) => `"${column}"`)
    await database.run(`insert into ${table} (${names.join(', ')}) values (${places.join(', ')})`, values)
  }
  return await dump(database)
}

/** Tallies are counted anew where what they are made of has changed; what waited for triggers before there were any is let go (0008). */
const isMadeAnew = (table: string): boolean => table.includes('_tally') || table === 'automation_event'

async function dump(database: Bare): Promise<Dump> {
  const found: Record<string, readonly Row[]> = {}
  for (const table of Object.keys(wholeRows()).filter((name) => !isMadeAnew(name)))
    if ((await database.columnsOf(table)).length > 0) found[table] = await database.run(`select * from ${table}`)
  return found
}

/** What a dump has of the tables and columns of an earlier one. */
const asBefore = (now: Dump, before: Dump): Dump =>
  Object.fromEntries(
    Object.entries(before).map(([table, rows]) => {
      const columns = Object.keys(rows[0] ?? {})
      const narrowed = (now[table] ?? []).map((row) => Object.fromEntries(columns.map((column) => [column, row[column]])))
      return [table, narrowed]
    }),
  )

/** Fills a database of these steps and brings it up to date; what it had before, and what it has of that after. */
async function bringUp(database: Bare, steps: readonly Migration[]): Promise<{ readonly before: Dump; readonly after: Dump }> {
  const before = await fill(database, steps)
  expect(Object.values(before).filter((rows) => rows.length > 0).length).toBeGreaterThan(15)
  await database.migrate()
  return { before, after: asBefore(await dump(database), before) }
}

it.each(MIGRATIONS.slice(0, -1).map(({ name }, index) => ({ name, steps: MIGRATIONS.slice(0, index + 1) })))(
  'an SQLite database of the step $name comes up to date with all that is in it',
  async ({ steps }) => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'millrace-old-'))
    const path = join(folder.path, 'millrace.db')
    let connection = new SqliteConnection(path)
    try {
      connection.exec('pragma journal_mode = wal; pragma synchronous = off; pragma foreign_keys = on')
      connection.guardSchema(false)
      const { before, after } = await bringUp(
        {
          kind: 'sqlite',
          run: async (sql, values = []) => connection.run(sql, values).rows as readonly Row[],
          columnsOf: async (table) => connection.run(`pragma table_info(${table})`, []).rows.map((row) => String((row as Row)['name'])),
          // What comes after is another process's: it has prepared no statement before.
          async migrate() {
            await migrateSqlite(connection, path, true)
            connection.close()
            connection = new SqliteConnection(path)
          },
        },
        steps,
      )
      expect(after).toEqual(before)
      expect(connection.run('pragma integrity_check', []).rows).toEqual([{ integrity_check: 'ok' }])
      expect(connection.run('pragma foreign_key_check', []).rows).toEqual([])
    } finally {
      connection.close()
    }
  },
)

it('a Postgres database of the first step comes up to date with all that is in it', async () => {
  const server = await testPostgres()
  const name = `old_${randomUUID().replaceAll('-', '')}`
  await server.run(`create database ${name}`)
  const pool = new Pool({ connectionString: server.urlOf(name) })
  try {
    const run = async (sql: string, values: readonly unknown[] = []): Promise<readonly Row[]> =>
      (await pool.query(sql, [...values])).rows as readonly Row[]
    const { before, after } = await bringUp(
      {
        kind: 'postgres',
        run,
        columnsOf: async (table) =>
          (await run(`select column_name from information_schema.columns where table_name = $1`, [table])).map((row) =>
            String(row['column_name']),
          ),
        migrate: () => migratePostgres(pool, name, true),
      },
      MIGRATIONS.slice(0, 1),
    )
    expect(after).toEqual(before)
  } finally {
    await pool.end()
    await server.run(`drop database ${name}`)
  }
})
