import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { sample, SAMPLE_TIME } from './sample-rows.ts'
import type { Schema } from './schema.ts'
import type { TestStore } from './testing.ts'
import { type Rows, wholeRows } from './whole-rows.ts'

/** What a row is when it comes back. */
export function describeRows(open: () => Promise<TestStore>): void {
  describe('a row', () => {
    it('comes back as it was written, every column of every table', async () => {
      await using store = await open()
      const rows = wholeRows()
      for (const [table, row] of entries(rows)) {
        await store.write(({ db }) => db.insertInto(table).values(row).execute())
        const [found] = await store.read(({ db }) => db.selectFrom(table).selectAll().execute())
        expect(found, table).toEqual(row)
      }
    })

    it('comes back with its nulls', async () => {
      await using store = await open()
      const flow = sample.flow()
      const run = sample.flowRun({ flow_id: flow.id })
      await store.write(async ({ db }) => {
        await db.insertInto('flow').values(flow).execute()
        await db.insertInto('flow_run').values(run).execute()
      })
      expect(await store.read(({ db }) => db.selectFrom('flow_run').selectAll().execute())).toEqual([run])
    })

    it.each([['text'], ['"quoted"'], ['null'], [''], [0], [false], [true], [null], [[]], [{}]])(
      'keeps the JSON value %j apart from all others',
      async (value) => {
        await using store = await open()
        const row = { id: randomUUID(), created: SAMPLE_TIME, updated: SAMPLE_TIME, name: 'v', value: 'before', tags: [] }
        await store.write(({ db }) => db.insertInto('variable').values(row).execute())
        await store.write(({ db }) => db.updateTable('variable').set({ value }).where('name', '=', 'v').execute())
        expect(await store.read(({ db }) => db.selectFrom('variable').select('value').execute())).toEqual([{ value }])
        await store.write(({ db }) =>
          db
            .insertInto('variable')
            .values([{ ...row, value: 1 }])
            .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
            .execute(),
        )
        expect(await store.read(({ db }) => db.selectFrom('variable').select('value').execute())).toEqual([{ value }])
      },
    )

    it('keeps instants to the microsecond and orders by them', async () => {
      await using store = await open()
      const times = [
        '2024-01-01T00:00:00.000002Z',
        '1999-12-31T23:59:59.999999Z',
        '2024-01-01T00:00:00.000001Z',
        '0001-01-01T00:00:00.000000Z',
      ]
      await store.write(({ db }) =>
        db
          .insertInto('flow')
          .values(times.map((created) => sample.flow({ created })))
          .execute(),
      )
      const rows = await store.read(({ db }) => db.selectFrom('flow').select('created').orderBy('created').execute())
      expect(rows.map(({ created }) => created)).toEqual(times.toSorted())
    })

    it('sorts text by code point whatever the locale', async () => {
      await using store = await open()
      const names = ['b', 'a', 'B', 'ä', 'Z', '🐢', '～']
      await store.write(({ db }) =>
        db
          .insertInto('flow')
          .values(names.map((name) => sample.flow({ name })))
          .execute(),
      )
      const rows = await store.read(({ db }) => db.selectFrom('flow').select('name').orderBy('name').execute())
      expect(rows.map(({ name }) => name)).toEqual(['B', 'Z', 'a', 'b', 'ä', '～', '🐢'])
    })

    it('has the seconds between its times', async () => {
      await using store = await open()
      const flow = sample.flow({ created: '2023-12-31T23:59:59.999999Z', updated: '2024-01-01T00:00:01.500000Z' })
      await store.write(({ db }) => db.insertInto('flow').values(flow).execute())
      const rows = await store.read(({ db, dialect }) =>
        db
          .selectFrom('flow')
          .select(dialect.secondsBetween(sql.ref('created'), sql.ref('updated')).as('seconds'))
          .execute(),
      )
      expect(rows[0]?.seconds).toBeCloseTo(1.500001, 6)
    })
  })
}

const entries = (rows: Rows): [keyof Schema, never][] => Object.entries(rows) as [keyof Schema, never][]
