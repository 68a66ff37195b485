import { Client } from 'pg'

/** The Postgres server of a test run. */
export interface TestServer {
  urlOf(database: string): string
  run(sql: string, database?: string): Promise<void>
}

/** Whoever may do everything there, and the password. */
export const TEST_USER = 'millrace'

/** What new databases are copies of; it has all tables, and no rows. */
export const EMPTY_DATABASE = 'empty'

/** The server whose socket is in a folder. */
export function serverIn(folder: string): TestServer {
  const urlOf = (database: string): string =>
    `postgresql://${TEST_USER}:${TEST_USER}@localhost/${database}?host=${encodeURIComponent(folder)}`
  return { urlOf, run: (sql, database = 'postgres') => run(urlOf(database), sql) }
}

async function run(url: string, sql: string): Promise<void> {
  const client = new Client(url)
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
