import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { StorageFailed, StorageFull, StoreUnopenable } from '../errors.ts'
import { openStore, type StoreOptions } from '../open-store.ts'
import { sample } from '../sample-rows.ts'
import type { Queries, Store } from '../store.ts'
import { openTestStore } from '../testing.ts'
import { GroupWriter } from './group-writer.ts'
import { SqliteConnection } from './connection.ts'

const run = promisify(execFile)
const WRITER = fileURLToPath(new URL('writer-process.ts', import.meta.url))

interface Folder extends AsyncDisposable {
  readonly path: string
  open(options?: Partial<StoreOptions>): Promise<Store>
}

async function folder(): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'millrace-sqlite-'))
  const connectionUrl = `sqlite:///${join(path, 'millrace.db')}`
  return {
    path,
    open: (options = {}) => openStore({ connectionUrl, synchronous: 'OFF', timeout: 10, poolSize: 1, migrate: true, ...options }),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  }
}

const insertFlow = ({ db }: Queries, name: string = randomUUID()): Promise<unknown> =>
  db.insertInto('flow').values(sample.flow({ name })).execute()

const countFlows = async ({ db }: Queries): Promise<number> =>
  (
    await db
      .selectFrom('flow')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
  ).count

describe('a SQLite file', () => {
  it('keeps what was written for whoever opens it later', async () => {
    await using place = await folder()
    const first = await place.open()
    await first.write((tx) => insertFlow(tx))
    await first[Symbol.asyncDispose]()
    await using second = await place.open()
    expect(await second.read(countFlows)).toBe(1)
  })

  it('refuses writes of a reader', async () => {
    await using store = await openTestStore('sqlite')
    await expect(store.read((queries) => insertFlow(queries))).rejects.toThrow('readonly')
  })

  it('is opened and written by many processes at once, none of which hears of a lock', { timeout: 60_000 }, async () => {
    await using place = await folder()
    const file = join(place.path, 'millrace.db')
    const writers = Array.from({ length: 6 }, () => run(process.execPath, [WRITER, file, '25']))
    await using store = await place.open()
    const own = Array.from({ length: 25 }, () => store.write((tx) => insertFlow(tx)))
    await Promise.all([...writers, ...own])
    expect(await store.read(countFlows)).toBe(7 * 25)
  })

  it('lets the event loop turn while another process holds the lock', async () => {
    await using place = await folder()
    await using store = await place.open()
    const other = new DatabaseSync(join(place.path, 'millrace.db'))
    other.exec('begin immediate')
    const written = store.write((tx) => insertFlow(tx))
    // Each is a turn of the event loop in which the writer asks for the lock in vain.
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setTimeout(resolve, 1))
    expect(await store.read(countFlows)).toBe(0)
    other.exec('commit')
    other.close()
    await written
    expect(await store.read(countFlows)).toBe(1)
  })

  it('says which versions meet when it was written by a newer Millrace', async () => {
    await using place = await folder()
    const store = await place.open()
    await store[Symbol.asyncDispose]()
    const later = new DatabaseSync(join(place.path, 'millrace.db'))
    later.exec("insert into schema_migration values ('9999-later', 'x', 'now'); pragma user_version = 9999")
    later.close()
    const error = await place.open().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(StoreUnopenable)
    expect(String(error)).toMatch(/has version 9999-later, this Millrace knows versions up to \d{4}-/)
  })

  it('is refused when it is behind and migrating at start is off', async () => {
    await using place = await folder()
    await expect(place.open({ migrate: false })).rejects.toThrow('MILLRACE_SERVER_DATABASE_MIGRATE_ON_START')
    const store = await place.open()
    await store[Symbol.asyncDispose]()
    await using again = await place.open({ migrate: false })
    expect(await again.read(countFlows)).toBe(0)
  })

  it('is refused when it is something else, or cannot be', async () => {
    await using place = await folder()
    const text = join(place.path, 'text.db')
    await writeFile(text, 'this is not a database, but it is long enough to look at'.repeat(100))
    const opening = (file: string): Promise<Store> => place.open({ connectionUrl: `sqlite:///${file}` })
    await expect(opening(text)).rejects.toThrow(/expected a SQLite database in .*text.db, found a file of another kind/)
    await expect(opening(join(text, 'below.db'))).rejects.toThrow(/cannot open the database .*below.db: .*MILLRACE_HOME/)
    await expect(opening(place.path)).rejects.toThrow(StoreUnopenable)
  })
})

describe('a database in memory', () => {
  it('reads what is committed, as a file does', async () => {
    await using place = await folder()
    await using store = await place.open({ connectionUrl: 'sqlite://' })
    const written = store.write((tx) => insertFlow(tx))
    expect(await store.read(countFlows)).toBe(1)
    await written
  })
})

describe('the writer', () => {
  it('goes on after the disk was full, with nothing half written', async () => {
    await using place = await folder()
    const { writer, connection } = await bareWriter(place.path)
    connection.exec('pragma max_page_count = 4')
    const outcomes = await Promise.allSettled([
      writer.write((tx) => tx.all(INSERT, ['small'])),
      writer.write((tx) => tx.all(INSERT, ['big'.repeat(10_000)])),
    ])
    expect(outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason : undefined)).filter(Boolean)).toEqual(
      expect.arrayContaining([expect.any(StorageFull)]),
    )
    connection.exec('pragma max_page_count = 1000')
    await writer.write((tx) => tx.all(INSERT, ['big'.repeat(10_000)]))
    const acknowledged = outcomes.filter(({ status }) => status === 'fulfilled').length + 1
    expect(connection.run('select count(*) as rows from note', []).rows).toEqual([{ rows: acknowledged }])
    connection.close()
  })

  it('stops for good when a commit fails, and says so once', async () => {
    await using place = await folder()
    const failures: Error[] = []
    const connection = new FailingCommits(join(place.path, 'bare.db'))
    connection.exec('create table note (text text)')
    const writer = new GroupWriter(connection, (error) => failures.push(error))
    await writer.write((tx) => tx.all(INSERT, ['good']))
    connection.failing = true
    const heard: string[] = []
    const group = await Promise.allSettled(
      ['a', 'b'].map((text) =>
        writer.write(async (tx) => {
          tx.afterCommit(() => heard.push(text))
          await tx.all(INSERT, [text])
        }),
      ),
    )
    connection.failing = false
    expect(group.map((outcome) => outcome.status === 'rejected' && outcome.reason)).toEqual([
      expect.any(StorageFailed),
      expect.any(StorageFailed),
    ])
    await expect(writer.write((tx) => tx.all(INSERT, ['later']))).rejects.toThrow(StorageFailed)
    expect(failures).toEqual([expect.any(StorageFailed)])
    expect(heard).toEqual([])
    expect(connection.run('select text from note', []).rows).toEqual([{ text: 'good' }])
    connection.close()
  })
})

const INSERT = { sql: 'insert into note (text) values (?)' }

/** A writer over a file with one table and no settings of ours. */
async function bareWriter(path: string): Promise<{ writer: GroupWriter; connection: SqliteConnection }> {
  const connection = new SqliteConnection(join(path, 'bare.db'))
  connection.exec('pragma journal_mode = wal; create table note (text text)')
  return { connection, writer: new GroupWriter(connection, () => undefined) }
}

/** A disk whose fsync fails, which no real one does when a test asks. */
class FailingCommits extends SqliteConnection {
  failing = false

  override step(sql: string): void {
    if (this.failing && sql === 'commit') throw Object.assign(new Error('disk I/O error'), { errcode: 1034 })
    super.step(sql)
  }
}
