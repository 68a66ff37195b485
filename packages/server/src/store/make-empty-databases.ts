import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder with a socket for each kind of database, which tells whoever connects where an empty one is. */
    readonly emptyDatabases: string
  }
}

/**
 * What vitest does once for all test files: makes of each kind of database an empty one with its tables, which tests copy in place of
 * making theirs table by table. It is made when a first test asks for it, since most packages have no such tests.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const opened = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'millrace-empty-'))
  opened.defer(() => rm(folder, { recursive: true, force: true }))
  opened.use(await tellOnDemand(join(folder, 'sqlite'), () => makeSqliteFile(join(folder, 'empty.db'))))
  opened.use(await tellOnDemand(join(folder, 'postgres'), () => makePostgres(opened)))
  project.provide('emptyDatabases', folder)
  return () => opened.disposeAsync()
}

/** Tells whoever connects to a socket what `make` made when the first one did, or why it could not. */
async function tellOnDemand(socketPath: string, make: () => Promise<string>): Promise<AsyncDisposable> {
  let made: Promise<{ readonly where: string } | { readonly error: string }> | undefined
  const server = createServer((socket) => {
    made ??= make().then(
      (where) => ({ where }),
      (reason: unknown) => ({ error: String(reason) }),
    )
    void made.then((told) => socket.end(JSON.stringify(told)))
  })
  await new Promise<void>((resolve) => server.listen(socketPath, resolve))
  return { [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())) }
}

// What makes them is loaded with the first test that asks, for the same reason.

async function makeSqliteFile(file: string): Promise<string> {
  await makeTables(`sqlite:///${file}`)
  return file
}

async function makePostgres(opened: AsyncDisposableStack): Promise<string> {
  const { EMPTY_DATABASE, serverIn } = await import('./postgres/test-server.ts')
  const { startTestPostgres } = await import('./postgres/start-test-postgres.ts')
  const { folder } = opened.use(await startTestPostgres())
  const server = serverIn(folder)
  await server.run(`create database ${EMPTY_DATABASE}`)
  await makeTables(server.urlOf(EMPTY_DATABASE))
  return folder
}

async function makeTables(connectionUrl: string): Promise<void> {
  const { openStore } = await import('./open-store.ts')
  await using _store = await openStore({ connectionUrl, synchronous: 'OFF', timeout: 10, poolSize: 1, migrate: true })
}
