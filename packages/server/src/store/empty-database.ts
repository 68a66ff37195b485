import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { inject } from 'vitest'
import type { StoreKind } from './testing.ts'

/** Where the empty database of this test run is: a file of SQLite, or the folder of the Postgres server's socket. */
export async function emptyDatabase(kind: StoreKind): Promise<string> {
  const told = JSON.parse(await text(connect(join(inject('emptyDatabases'), kind)))) as { where: string } | { error: string }
  if ('error' in told) throw new Error(`the empty ${kind} database of the tests could not be made: ${told.error}`)
  return told.where
}
