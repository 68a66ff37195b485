import { emptyDatabase } from '../empty-database.ts'
import { serverIn, type TestServer } from './test-server.ts'

let found: Promise<TestServer> | undefined

/** The Postgres server of this test run: started when a first test asks for it (a second), gone with the run however that ends. */
export function testPostgres(): Promise<TestServer> {
  found ??= emptyDatabase('postgres').then(serverIn)
  return found
}
