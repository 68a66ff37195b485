import type { Pool, PoolClient, QueryConfig } from 'pg'
import type { Cells } from '../cells.ts'
import { decoderOf } from '../columns.ts'
import type { Executed, Session } from '../session.ts'
import type { HotStatement } from '../store.ts'
import { named } from './errors.ts'

/** Statements over one client, or over any of a pool. */
export class PostgresSession implements Session {
  readonly #client: Pool | PoolClient

  constructor(client: Pool | PoolClient) {
    this.#client = client
  }

  run(sql: string, parameters: readonly unknown[]): Promise<Executed> {
    return this.#query({ text: sql, values: parameters.map(encode) })
  }

  runHot(statement: HotStatement, parameters: readonly unknown[]): Promise<Executed> {
    return this.#query({ ...preparedOf(statement), values: parameters.map(encode) })
  }

  async cells(sql: string, parameters: readonly unknown[]): Promise<Cells> {
    try {
      const config = { text: sql, values: parameters.map(encode), rowMode: 'array' as const }
      const { rows, fields } = await this.#client.query<unknown[]>(config)
      return { columns: fields.map(({ name }) => name), rows }
    } catch (error) {
      throw named(error)
    }
  }

  async #query(config: QueryConfig): Promise<Executed> {
    try {
      const { rows, rowCount, fields } = await this.#client.query<Record<string, unknown>>(config)
      for (const { name } of fields) {
        const decode = decoderOf(name)
        if (decode !== undefined) for (const row of rows) row[name] = decode(row[name])
      }
      return { rows, affected: fields.length > 0 ? undefined : (rowCount ?? 0) }
    } catch (error) {
      throw named(error)
    }
  }
}

interface PreparedStatement {
  readonly name: string
  readonly text: string
}

const PREPARED = new WeakMap<HotStatement, PreparedStatement>()
let counter = 0

/** The statement with `$1` for each `?` outside of quotes, under a name that is its own in this process. */
function preparedOf(statement: HotStatement): PreparedStatement {
  const known = PREPARED.get(statement)
  if (known !== undefined) return known
  let index = 0
  const text = statement.sql.replace(/'(?:[^']|'')*'|\?/g, (found) => (found === '?' ? `$${(index += 1)}` : found))
  const prepared = { name: `hot-${(counter += 1)}`, text }
  PREPARED.set(statement, prepared)
  return prepared
}

function encode(value: unknown, index: number): unknown {
  // Postgres has no NUL in text; losing the character is better than losing the log line it stands in.
  if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value
  if (value === undefined)
    throw new TypeError(`expected a value for parameter ${index + 1} of the statement, got undefined; pass null where there is none`)
  // Left to node-postgres, an array would become an array of Postgres and not JSON.
  return typeof value === 'object' && value !== null && !(value instanceof Uint8Array) ? JSON.stringify(value) : value
}
