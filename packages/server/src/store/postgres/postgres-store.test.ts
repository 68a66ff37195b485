import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { StoreUnopenable } from '../errors.ts'
import { openStore, type StoreOptions } from '../open-store.ts'
import { sample } from '../sample-rows.ts'
import type { Queries, Store } from '../store.ts'
import { openTestStore } from '../testing.ts'
import { testPostgres } from './testing.ts'

const open = (connectionUrl: string, options: Partial<StoreOptions> = {}): Promise<Store> =>
  openStore({ connectionUrl, synchronous: 'OFF', timeout: 10, poolSize: 3, migrate: true, ...options })

/** A database that may be spoilt. */
async function freshDatabase(): Promise<{ url: string } & AsyncDisposable> {
  const server = await testPostgres()
  const name = `own_${randomUUID().replaceAll('-', '')}`
  await server.run(`create database ${name}`)
  return { url: server.urlOf(name), [Symbol.asyncDispose]: () => server.run(`drop database ${name} with (force)`) }
}

const insertFlow = ({ db }: Queries, name: string): Promise<unknown> => db.insertInto('flow').values(sample.flow({ name })).execute()

describe('a Postgres database', () => {
  it('is brought up to date once, however many servers start at the same time', async () => {
    await using database = await freshDatabase()
    const stores = await Promise.all(Array.from({ length: 5 }, () => open(database.url)))
    await stores[0]?.write((tx) => insertFlow(tx, 'a'))
    const rows = await stores[1]?.read(({ db }) => db.selectFrom('flow').select('name').execute())
    expect(rows).toEqual([{ name: 'a' }])
    await Promise.all(stores.map((store) => store[Symbol.asyncDispose]()))
  })

  it('says which versions meet when it was written by a newer Millrace', async () => {
    await using database = await freshDatabase()
    const store = await open(database.url)
    await store.write((tx) => tx.all({ sql: "insert into schema_migration values ('9999-later', 'x', 'now')" }, []))
    await store[Symbol.asyncDispose]()
    const error = await open(database.url).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(StoreUnopenable)
    expect(String(error)).toMatch(/has version 9999-later, this Millrace knows versions up to \d{4}-/)
    expect(String(error)).not.toContain('millrace:millrace@')
  })

  it('is refused when it is behind and migrating at start is off', async () => {
    await using database = await freshDatabase()
    await expect(open(database.url, { migrate: false })).rejects.toThrow('MILLRACE_SERVER_DATABASE_MIGRATE_ON_START')
  })

  it('that cannot be reached is named without its password', async () => {
    const error = await open('postgresql://me:secret@127.0.0.1:1/none').catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(StoreUnopenable)
    expect(String(error)).toContain('me:…@127.0.0.1:1/none')
    expect(String(error)).not.toContain('secret')
  })
})

describe('a write on Postgres', () => {
  it('is run again when it loses a deadlock', async () => {
    await using store = await openTestStore('postgres')
    for (const name of ['a', 'b']) await store.write((tx) => insertFlow(tx, name))
    const bothHold = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const
    let attempts = 0
    const heard: string[] = []
    const update = ({ db }: Queries, name: string): Promise<unknown> =>
      db
        .updateTable('flow')
        .set({ tags: [name] })
        .where('name', '=', name)
        .execute()
    const writes = (['a', 'b'] as const).map((first, index) =>
      store.write(async (tx) => {
        attempts += 1
        tx.afterCommit(() => heard.push(first))
        await update(tx, first)
        bothHold[index]?.resolve()
        await Promise.all(bothHold.map(({ promise }) => promise))
        await update(tx, first === 'a' ? 'b' : 'a')
      }),
    )
    await Promise.all(writes)
    expect(attempts).toBe(3)
    expect(heard.toSorted()).toEqual(['a', 'b'])
  })

  it('is not taken for committed when it has caught the error of a statement', async () => {
    await using store = await openTestStore('postgres')
    await store.write((tx) => insertFlow(tx, 'a'))
    const write = store.write(async (tx) => {
      await insertFlow(tx, 'b')
      await insertFlow(tx, 'a').catch(() => undefined)
    })
    await expect(write).rejects.toThrow('let the error leave the write')
    expect(await store.read(({ db }) => db.selectFrom('flow').select('name').execute())).toEqual([{ name: 'a' }])
  })

  it('passes over rows that another write has claimed', async () => {
    await using store = await openTestStore('postgres')
    for (const name of ['a', 'b']) await store.write((tx) => insertFlow(tx, name))
    const claim = ({ db, dialect }: Queries): Promise<{ name: string }[]> =>
      db.selectFrom('flow').select('name').orderBy('name').limit(1).modifyEnd(dialect.lockForClaim).execute()
    const claimed = await store.write(async (tx) => [await claim(tx), await store.write(claim)])
    expect(claimed).toEqual([[{ name: 'a' }], [{ name: 'b' }]])
  })

  it('writes U+FFFD for a NUL, which Postgres has not', async () => {
    await using store = await openTestStore('postgres')
    await store.write((tx) => insertFlow(tx, 'nul\0here'))
    expect(await store.read(({ db }) => db.selectFrom('flow').select('name').execute())).toEqual([{ name: 'nul\uFFFDhere' }])
  })
})
