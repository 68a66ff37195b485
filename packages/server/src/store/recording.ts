import { CompiledQuery, type Kysely } from 'kysely'
import type { Schema } from './schema.ts'
import { SessionQueries } from './session.ts'
import type { Store } from './store.ts'

/** How the database means to answer one statement. */
export interface Plan {
  readonly sql: string
  /** From the outermost on. */
  readonly steps: readonly Step[]
}

export interface Step {
  readonly text: string
  /** Tells steps of one `select` from those of another, on SQLite. */
  readonly select: number
}

/** For tests: a store that writes down how the database answers each statement that is read through it. */
export interface RecordingStore extends Store {
  /** The plans since the last call. */
  take(): Plan[]
}

/** A store that records plans before it answers; disposing of it disposes of `store`. */
export function recordPlans(store: Store): RecordingStore {
  let plans: Plan[] = []
  // In a transaction of its own, in which pages cost what they cost on an SSD: so few rows would else be gone through as a whole.
  const explain = (sql: string, parameters: readonly unknown[]): Promise<readonly object[]> =>
    store.dialect.name === 'sqlite'
      ? store.read(({ db }) => rowsOf(db, `explain query plan ${sql}`, parameters))
      : store.write(async ({ db }) => {
          await rowsOf(db, 'set local random_page_cost = 1.1', [])
          return await rowsOf(db, `explain ${sql}`, parameters)
        })
  const record = (sql: string, rows: readonly object[]): void => {
    const steps = rows.map((row) => {
      const { parent = 0, detail, 'QUERY PLAN': line } = row as { parent?: number; detail?: string; 'QUERY PLAN'?: string }
      return { text: detail ?? line ?? '', select: parent }
    })
    plans.push({ sql, steps })
  }
  return {
    dialect: store.dialect,
    read: (work) =>
      store.read(async (queries) => {
        const session = {
          async run(sql: string, parameters: readonly unknown[]) {
            record(sql, await explain(sql, parameters))
            return { rows: await rowsOf(queries.db, sql, parameters), affected: undefined }
          },
          async runHot(statement: { readonly sql: string }, parameters: readonly unknown[]) {
            let place = 0
            const text = store.dialect.name === 'sqlite' ? statement.sql : statement.sql.replaceAll('?', () => `$${(place += 1)}`)
            record(statement.sql, await explain(text, parameters))
            return { rows: await queries.all<object>(statement, parameters), affected: undefined }
          },
          async cells(sql: string, parameters: readonly unknown[]) {
            record(sql, await explain(sql, parameters))
            return await queries.cells({ compile: () => CompiledQuery.raw(sql, [...parameters]) })
          },
        }
        return await work(new SessionQueries(session, store.dialect))
      }),
    write: (work) => store.write(work),
    take() {
      const taken = plans
      plans = []
      return taken
    },
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  }
}

async function rowsOf(db: Kysely<Schema>, sql: string, parameters: readonly unknown[]): Promise<object[]> {
  return (await db.executeQuery<object>(CompiledQuery.raw(sql, [...parameters]))).rows
}
