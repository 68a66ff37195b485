import { setTimeout as delay } from 'node:timers/promises'
import type { Pool, PoolClient } from 'pg'
import type { Dialect } from '../dialect/dialect.ts'
import { postgresDialect } from '../dialect/postgres.ts'
import { StoreClosed } from '../errors.ts'
import { callAll, OpenTransaction } from '../open-transaction.ts'
import { SessionQueries } from '../session.ts'
import type { Channel, Queries, Store, Transaction } from '../store.ts'
import { PostgresChannel } from './channel.ts'
import { isRetryable, named } from './errors.ts'
import { PostgresSession } from './session.ts'

/** Prepared as all others are, and so sent along with them. */
const BEGIN = { name: 'begin', text: 'begin' }
const COMMIT = { name: 'commit', text: 'commit' }

/** How often a transaction that lost against another is run again. */
const MOST_ATTEMPTS = 6

/** A store on a Postgres server: reads go to any connection of the pool, each write is a transaction of its own. */
export class PostgresStore implements Store {
  readonly dialect: Dialect = postgresDialect
  readonly #pool: Pool
  readonly #queries: Queries
  readonly #url: string
  readonly #writes = new Set<Promise<unknown>>()
  readonly #channels: PostgresChannel[] = []
  #closed = false

  constructor(pool: Pool, url: string) {
    this.#pool = pool
    this.#url = url
    this.#queries = new SessionQueries(new PostgresSession(pool), postgresDialect)
  }

  async read<Result>(work: (queries: Queries) => Promise<Result>): Promise<Result> {
    return await work(this.#queries)
  }

  async write<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    if (this.#closed) throw new StoreClosed('the store is closed and takes no writes any more')
    const written = this.#repeatedly(work)
    this.#writes.add(written)
    try {
      return await written
    } finally {
      this.#writes.delete(written)
    }
  }

  openChannel(hear: (text: string) => void): Channel {
    const channel = new PostgresChannel(this.#url, hear)
    this.#channels.push(channel)
    return channel
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    await Promise.allSettled(this.#writes)
    await Promise.allSettled(this.#channels.map((channel) => channel.close()))
    await this.#pool.end()
  }

  async #repeatedly<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#once(work)
      } catch (error) {
        const lost = isRetryable(error) || (error instanceof Error && isRetryable(error.cause))
        if (!lost || attempt === MOST_ATTEMPTS) throw error
        await delay(2 ** attempt * (0.5 + Math.random()))
      }
    }
  }

  async #once<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    const client = await this.#connect()
    const tx = new OpenTransaction(new PostgresSession(client), postgresDialect)
    let broken: Error | undefined
    try {
      const [, result] = await Promise.all([client.query(BEGIN), work(tx)])
      tx.end()
      await commit(client)
      callAll(tx.callbacks)
      return result
    } catch (error) {
      tx.end()
      broken = await rollback(client)
      throw named(error)
    } finally {
      client.release(broken)
    }
  }

  async #connect(): Promise<PoolClient> {
    try {
      return await this.#pool.connect()
    } catch (error) {
      throw named(error)
    }
  }
}

/** Postgres answers ROLLBACK, and no error, to the COMMIT of a transaction in which a statement failed. */
async function commit(client: PoolClient): Promise<void> {
  const { command } = await client.query(COMMIT)
  if (command === 'ROLLBACK')
    throw new Error('a statement of this write failed and the error was caught inside it; let the error leave the write')
}

/** Takes the transaction back; answers the error when the connection is of no more use. */
async function rollback(client: PoolClient): Promise<Error | undefined> {
  try {
    await client.query('rollback')
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}
