import { startPostgres } from '@millrace/testing'
import { expect, test } from 'vitest'
import { GENERATIONS } from '../peers.ts'
import { compareConversations } from './compare.ts'
import { askOurs } from './converse.ts'

test.each(GENERATIONS)('our server answers a client of Prefect %s the same on PostgreSQL 15 as on SQLite', async (generation) => {
  await using postgres = await startPostgres()
  const [onSqlite, onPostgres] = await Promise.all([
    askOurs(generation),
    askOurs(generation, { MILLRACE_SERVER_DATABASE_CONNECTION_URL: postgres.url }),
  ])
  expect(onSqlite.length).toBeGreaterThan(1000)
  const differences = compareConversations(onSqlite, onPostgres, new Set(), generation)
  expect(differences.map(({ call, at, prefect: sqlite, ours: postgres }) => ({ call, at, sqlite, postgres }))).toEqual([])
})
