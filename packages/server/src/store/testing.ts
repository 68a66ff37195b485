import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseError } from 'pg'
import { emptyDatabase } from './empty-database.ts'
import { openStore, type StoreOptions } from './open-store.ts'
import { EMPTY_DATABASE, type TestServer } from './postgres/test-server.ts'
import { testPostgres } from './postgres/testing.ts'
import type { Store } from './store.ts'

/** The databases that every query is tested on: `describe.each(STORE_KINDS)`. */
export const STORE_KINDS = ['sqlite', 'postgres'] as const
export type StoreKind = (typeof STORE_KINDS)[number]

/** A database of a test, empty but for its tables, that is gone when it is disposed of. */
export interface TestStore extends Store {
  /** For a second store on the same database. */
  readonly connectionUrl: string
}

/**
 * Opens an empty database: a new SQLite file in a temporary folder (never flushed), or one on the Postgres server of the test run.
 * `await using store = await openTestStore(kind)`.
 */
export async function openTestStore(kind: StoreKind = 'sqlite', options: Partial<StoreOptions> = {}): Promise<TestStore> {
  const { connectionUrl, remove } = kind === 'sqlite' ? await freshFile() : await freshDatabase()
  const store = await openStore({ connectionUrl, synchronous: 'OFF', timeout: 10, poolSize: 5, migrate: true, ...options })
  return {
    connectionUrl,
    dialect: store.dialect,
    read: (work) => store.read(work),
    write: (work) => store.write(work),
    [Symbol.asyncDispose]: async () => {
      await store[Symbol.asyncDispose]()
      await remove()
    },
  }
}

interface Fresh {
  readonly connectionUrl: string
  readonly remove: () => Promise<void>
}

let emptyFile: Promise<string> | undefined

async function freshFile(): Promise<Fresh> {
  emptyFile ??= emptyDatabase('sqlite')
  const folder = await mkdtemp(join(tmpdir(), 'millrace-store-'))
  const file = join(folder, 'millrace.db')
  await copyFile(await emptyFile, file)
  return { connectionUrl: `sqlite:///${file}`, remove: () => rm(folder, { recursive: true, force: true }) }
}

/** Databases whose test is over. Making one takes longer than any test; emptying one does not. */
const idle: string[] = []

async function freshDatabase(): Promise<Fresh> {
  const server = await testPostgres()
  const name = idle.pop() ?? (await newDatabase(server))
  const remove = async (): Promise<void> => {
    await server.run(EMPTY_EVERY_TABLE, name)
    idle.push(name)
  }
  return { connectionUrl: server.urlOf(name), remove }
}

const IN_USE = '55006'
let made = 0

/** The test files that have a process one after another have the same names for their databases, so that there are not hundreds of them. */
async function newDatabase(server: TestServer): Promise<string> {
  made += 1
  const name = `test_${process.env['VITEST_POOL_ID']}_${made}`
  try {
    await server.run(`drop database if exists ${name}`)
    await server.run(`create database ${name} template ${EMPTY_DATABASE}`)
    return name
  } catch (error) {
    // The process before is not quite gone.
    if (error instanceof DatabaseError && error.code === IN_USE) return await newDatabase(server)
    throw error
  }
}

/** Without triggers, so that the order of the tables does not matter. */
const EMPTY_EVERY_TABLE = `do $$ declare name text; begin
  set local session_replication_role = replica;
  for name in select tablename from pg_tables where schemaname = 'public' and tablename <> 'schema_migration' loop
    execute format('delete from %I', name);
  end loop;
end $$`
