import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import type { Cells } from '../cells.ts'
import { type Decoder, decoderOf } from '../columns.ts'
import type { Executed, Session } from '../session.ts'
import type { HotStatement } from '../store.ts'
import { named } from './errors.ts'

/** How many statements stay prepared; lists of different lengths each make their own. */
const MOST_STATEMENTS = 500

interface Prepared {
  readonly statement: StatementSync
  readonly columns: readonly string[]
  /** As many as there are columns; undefined for those that are as they are stored. */
  readonly decoders: readonly (Decoder | undefined)[]
}

/** One connection to a SQLite file, with its statements kept prepared; every call is synchronous. */
export class SqliteConnection implements Session {
  readonly #database: DatabaseSync
  readonly #prepared = new Map<string, Prepared>()

  constructor(path: string) {
    // Waiting inside SQLite would block the event loop; `patiently` waits outside of it.
    this.#database = new DatabaseSync(path, { timeout: 0 })
  }

  /** True between BEGIN and its end, also when SQLite itself has rolled back. */
  get inTransaction(): boolean {
    return this.#database.isTransaction
  }

  /** Runs statements without parameters whose rows nobody wants; throws SQLite's own errors. */
  exec(sql: string): void {
    this.#database.exec(sql)
  }

  /** As `exec`, for one statement that is kept prepared. */
  step(sql: string): void {
    this.#prepare(sql).statement.run()
  }

  /** Whether the schema's own text is guarded from statements, as it is from the start; migrations may have to change it. */
  guardSchema(guarded: boolean): void {
    // Node 22 guards nothing, and has no such method.
    if ('enableDefensive' in this.#database) this.#database.enableDefensive(guarded)
  }

  run(sql: string, parameters: readonly unknown[]): Executed {
    try {
      const prepared = this.#prepare(sql)
      const values = parameters.map(encode)
      if (prepared.columns.length === 0) return { rows: [], affected: Number(prepared.statement.run(...values).changes) }
      return { rows: cellsOf(prepared, values).map((cells) => rowOf(prepared, cells)), affected: undefined }
    } catch (error) {
      throw named(error)
    }
  }

  runHot(statement: HotStatement, parameters: readonly unknown[]): Executed {
    return this.run(statement.sql, parameters)
  }

  cells(sql: string, parameters: readonly unknown[]): Cells {
    try {
      const prepared = this.#prepare(sql)
      return { columns: prepared.columns, rows: cellsOf(prepared, parameters.map(encode)) }
    } catch (error) {
      throw named(error)
    }
  }

  close(): void {
    this.#prepared.clear()
    if (this.#database.isOpen) this.#database.close()
  }

  #prepare(sql: string): Prepared {
    const known = this.#prepared.get(sql)
    if (known !== undefined) return known
    const statement = this.#database.prepare(sql)
    // SQLite's own objects are hash tables without a prototype: reading and copying one takes thrice as long as making an ordinary object.
    statement.setReturnArrays(true)
    const columns = statement.columns().map(({ name }) => name)
    const prepared = { statement, columns, decoders: columns.map(decoderOf) }
    const [oldest] = this.#prepared.keys()
    if (this.#prepared.size >= MOST_STATEMENTS && oldest !== undefined) this.#prepared.delete(oldest)
    this.#prepared.set(sql, prepared)
    return prepared
  }
}

function encode(value: unknown, index: number): SQLInputValue {
  if (value === null) return null
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'bigint':
      return value
    case 'boolean':
      return value ? 1 : 0
    case 'object':
      return value instanceof Uint8Array ? value : JSON.stringify(value)
    case 'undefined':
    case 'function':
    case 'symbol':
    default:
      throw new TypeError(
        `expected a value for parameter ${index + 1} of the statement, got ${typeof value}; pass null where there is none`,
      )
  }
}

// The types of Node know of objects only.
const cellsOf = ({ statement }: Prepared, values: readonly SQLInputValue[]): unknown[][] =>
  statement.all(...values) as unknown as unknown[][]

function rowOf({ columns, decoders }: Prepared, cells: readonly unknown[]): object {
  const row: Record<string, unknown> = {}
  for (const [place, column] of columns.entries()) {
    const decode = decoders[place]
    row[column] = decode === undefined ? cells[place] : decode(cells[place])
  }
  return row
}
