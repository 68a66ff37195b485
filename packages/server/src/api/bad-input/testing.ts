import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Queries } from '../../store/store.ts'
import { STORE_KINDS } from '../../store/testing.ts'
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
 * Makes each call to a server on each database: the answer has the status that the table says and names what is wrong, no refused call
 * leaves a row, and the server answers others as before.
 */
export function describeBadCalls(title: string, makeWorld: (server: TestApp) => Promise<World>, calls: readonly BadCall[]): void {
  describe.each(STORE_KINDS)(`${title}, on %s`, (kind) => {
    let server: TestApp
    let world: World

    beforeAll(async () => {
      server = await openTestApp({}, kind)
      world = await makeWorld(server)
    })
    afterAll(() => server[Symbol.asyncDispose]())

    const named = calls.map(([what, method, path, body, status, names = '']) => ({ what, method, path, body, status, names }))
    it.each(named)('$what', async ({ method, path, body, status, names }) => {
      const before = await countRows(server)
      const payload = body === undefined ? undefined : fill(typeof body === 'string' ? body : JSON.stringify(body), world)
      const answer = await server.app.inject({
        method,
        url: `/api${fill(path, world)}`,
        ...(payload === undefined ? {} : { payload, headers: { 'content-type': 'application/json' } }),
      })
      const said = answer.body.slice(0, 2000)
      expect(answer.statusCode, said).toBe(status)
      expect(said).not.toMatch(/node:|\.ts:\d|select |insert |SQLITE|sqlstate/)
      expect(said).toMatch(names)
      const left = (await countRows(server)) - before
      expect(status >= 400 ? left : 0).toBe(0)
      expect((await server.call('GET', '/ready')).status).toBe(200)
    })

    it('leaves no trace on objects of the server itself', () => {
      expect([({} as Record<string, unknown>)['polluted'], Reflect.get(globalThis, 'pwned')]).toEqual([undefined, undefined])
    })
  })
}

const fill = (text: string, world: World): string => text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => world[name] ?? whole)

/** The rows of all tables together. */
const countRows = (server: TestApp): Promise<number> =>
  server.context.store.read(async ({ db }: Queries) => {
    const tables = Object.keys(wholeRows())
    const counts = tables.map((table) => sql`(select count(*) from ${sql.table(table)})`)
    const { rows } = await sql<{ all: number | string }>`select ${sql.join(counts, sql` + `)} as "all"`.execute(db)
    return Number(rows[0]?.all)
  })
