import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Queries } from '../../store/store.ts'
import type { StoreKind } from '../../store/testing.ts'
import { wholeRows } from '../../store/whole-rows.ts'
import { openTestApp, type TestApp } from '../../testing.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** A call with bad input, the status of its answer, and, of a refusal, what the answer names. `{flow}` in a path is an id of the world. */
export type BadCall = readonly [
  what: string,
  method: Method,
  path: string,
  body: unknown,
  status: number,
  names?: string | RegExp | undefined,
]

/** Ids of what there is before a bad call, by the names that paths and bodies use: `{flow}`. */
export type World = Readonly<Record<string, string>>

/**
 * Makes each call to a server on SQLite, and to one on Postgres if the first one asked its database anything: what is refused before is
 * refused by the same code. The answer has the status that the table says and names what is wrong, no refused call leaves a row, and the
 * server answers others as before.
 */
export function describeBadCalls(title: string, makeWorld: (server: TestApp) => Promise<World>, calls: readonly BadCall[]): void {
  describe(`${title}, on both databases`, () => {
    let sqlite: Subject
    let postgres: Subject

    beforeAll(async () => {
      sqlite = await openSubject('sqlite', makeWorld)
      postgres = await openSubject('postgres', makeWorld)
    })
    afterAll(async () => {
      await sqlite.server[Symbol.asyncDispose]()
      await postgres.server[Symbol.asyncDispose]()
    })

    it.each(calls.map((call) => ({ what: call[0], call })))('$what', async ({ call }) => {
      const reached = await callBadly(sqlite, call)
      expect(reached && (await callBadly(postgres, call))).toBe(reached)
    })

    it('leaves no trace on objects of the server itself', () => {
      expect([({} as Record<string, unknown>)['polluted'], Reflect.get(globalThis, 'pwned')]).toEqual([undefined, undefined])
    })
  })
}

/** A server with a world in it. */
interface Subject {
  readonly server: TestApp
  readonly world: World
  /** How often it has asked its database so far. */
  asked(): number
  /** The rows of all its tables after the last call. */
  rows: number
}

async function openSubject(kind: StoreKind, makeWorld: (server: TestApp) => Promise<World>): Promise<Subject> {
  const server = await openTestApp({}, kind)
  const world = await makeWorld(server)
  const asking = [vi.spyOn(server.context.store, 'read'), vi.spyOn(server.context.store, 'write')]
  return { server, world, asked: () => asking.reduce((sum, { mock }) => sum + mock.calls.length, 0), rows: await countRows(server) }
}

/** Makes one call and looks at what came of it; answers whether the database was asked. */
async function callBadly(subject: Subject, [, method, path, body, status, names = '']: BadCall): Promise<boolean> {
  const { server, world } = subject
  const asked = subject.asked()
  const payload = body === undefined ? undefined : fill(typeof body === 'string' ? body : JSON.stringify(body), world)
  const answer = await server.app.inject({
    method,
    url: `/api${fill(path, world)}`,
    ...(payload === undefined ? {} : { payload, headers: { 'content-type': 'application/json' } }),
  })
  const reached = subject.asked() > asked
  const said = answer.body.slice(0, 2000)
  expect(answer.statusCode, said).toBe(status)
  expect(said).not.toMatch(/node:|\.ts:\d|select |insert |SQLITE|sqlstate/)
  expect(said).toMatch(names)
  const before = subject.rows
  subject.rows = await countRows(server)
  expect(status >= 400 ? subject.rows - before : 0).toBe(0)
  expect((await server.call('GET', '/ready')).status).toBe(200)
  return reached
}

const fill = (text: string, world: World): string => text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => world[name] ?? whole)

/** The rows of all tables together, but for the audit log, which has what was refused. */
const countRows = (server: TestApp): Promise<number> =>
  server.context.store.read(async ({ db }: Queries) => {
    const tables = Object.keys(wholeRows()).filter((table) => !table.startsWith('audit_'))
    const counts = tables.map((table) => sql`(select count(*) from ${sql.table(table)})`)
    const { rows } = await sql<{ all: number | string }>`select ${sql.join(counts, sql` + `)} as "all"`.execute(db)
    return Number(rows[0]?.all)
  })
