import type { Log, ReceivedEvent } from '@millrace/protocol'
import { sql } from 'kysely'
import { describe, expect, it, vi } from 'vitest'
import { openStore } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'
import { openTestStore } from '../store/testing.ts'
import { joinReplicas, type Replicas } from './join-replicas.ts'

const fail = (error: unknown): void => {
  throw error
}

/** In words, as a difference between such texts is no pleasure to read. */
const LONG = 'ä€😀'.repeat(5000)
const named = (name: string): string => (name === LONG ? 'the long one' : name.slice(0, 50))

const eventOf = (text: string): ReceivedEvent => ({ event: text, payload: { text } }) as unknown as ReceivedEvent
const logOf = (message: string): Log => ({ message }) as Log

interface Server extends Replicas {
  readonly store: Store
  readonly heard: string[]
}

async function openServer(connectionUrl: string): Promise<Server> {
  const store = await openStore({ connectionUrl, synchronous: 'OFF', timeout: 10, poolSize: 2, migrate: true })
  const replicas = joinReplicas(store, fail)
  const heard: string[] = []
  replicas.bus.subscribe((events) => heard.push(...events.map(({ event }) => named(event))))
  return { ...replicas, logs: replicas.logs, store, heard }
}

/** Two servers on one database that know of each other. */
async function openTwo() {
  const base = await openTestStore('postgres')
  const [a, b] = [await openServer(base.connectionUrl), await openServer(base.connectionUrl)]
  await vi.waitFor(
    () => {
      a.bus.publish([eventOf('a?')])
      b.bus.publish([eventOf('b?')])
      expect(a.heard).toContain('b?')
      expect(b.heard).toContain('a?')
    },
    { timeout: 20_000, interval: 50 },
  )
  a.heard.length = b.heard.length = 0
  return {
    a,
    b,
    base,
    async [Symbol.asyncDispose]() {
      for (const { store } of [a, b]) await store[Symbol.asyncDispose]()
      await base[Symbol.asyncDispose]()
    },
  }
}

/** What comes until an event of this name, that name left out. */
async function until(heard: readonly string[], last: string): Promise<string[]> {
  await vi.waitFor(() => expect(heard).toContain(last), { timeout: 20_000, interval: 20 })
  return heard.slice(0, heard.indexOf(last)).filter((name) => name !== 'a?' && name !== 'b?')
}

describe('servers that share a Postgres database', () => {
  it('hear each other’s events once, in order, however long they are', async () => {
    await using two = await openTwo()
    two.a.bus.publish([eventOf('first'), eventOf(LONG)])
    two.a.bus.publish([eventOf('end')])
    expect(await until(two.b.heard, 'end')).toEqual(['first', 'the long one'])
    expect(await until(two.a.heard, 'end')).toEqual(['first', 'the long one'])
    two.b.bus.publish([eventOf('back')])
    expect(await until(two.a.heard, 'back')).toEqual(['first', 'the long one', 'end'])
  })

  it('wake who waits for work at the other', async () => {
    await using two = await openTwo()
    const began = performance.now()
    const woken = two.b.work.wait(['queue-1'], 30_000, new AbortController().signal)
    two.a.work.notify('queue-1')
    await woken
    expect(performance.now() - began).toBeLessThan(15_000)
  })

  it('send log lines where somebody follows them', async () => {
    await using two = await openTwo()
    expect(two.a.logs.isHeard).toBe(false)
    const lines: string[] = []
    const unsubscribe = two.b.logs.subscribe((logs) => lines.push(...logs.map(({ message }) => message)))
    await vi.waitFor(() => expect(two.a.logs.isHeard).toBe(true), { timeout: 20_000 })
    two.a.logs.publish([logOf('one'), logOf('two')])
    await vi.waitFor(() => expect(lines).toEqual(['one', 'two']), { timeout: 20_000 })
    unsubscribe()
  })

  it('find each other again when the connection breaks', async () => {
    await using two = await openTwo()
    await two.base.write(({ db }) =>
      sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'millrace channel'
        and datname = current_database()`.execute(db),
    )
    await vi.waitFor(
      () => {
        two.a.bus.publish([eventOf('again')])
        expect(two.b.heard).toContain('again')
      },
      { timeout: 30_000, interval: 100 },
    )
  })
})

it('a server on SQLite is alone', async () => {
  await using store = await openTestStore('sqlite')
  const { bus, logs } = joinReplicas(store, fail)
  const heard: string[] = []
  bus.subscribe((events) => heard.push(...events.map(({ event }) => event)))
  bus.publish([eventOf('here')])
  expect([heard, logs.isHeard]).toEqual([['here'], false])
})
