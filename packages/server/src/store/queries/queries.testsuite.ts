import { randomUUID } from 'node:crypto'
import { logFilter, type ReceivedEvent } from '@millrace/protocol'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { sample } from '../sample-rows.ts'
import type { TestStore } from '../testing.ts'
import { countEvents, insertEvents, listEvents } from './events.ts'
import { countFlows, deleteFlow, insertOrReadFlow, listFlows, readFlow, readFlowByName, updateFlow } from './flows.ts'
import { insertLogs, listLogs } from './logs.ts'
import { appendEvents, readEvents } from './unindexed-events.ts'

/** The queries for flows, log lines and events. */
export function describeQueries(open: () => Promise<TestStore>): void {
  describe('flows', () => {
    it('are written once per name', async () => {
      await using store = await open()
      const [first, second] = [sample.flow({ name: 'f', tags: ['a'] }), sample.flow({ name: 'f' })]
      expect(await store.write((tx) => insertOrReadFlow(tx, first))).toEqual({ flow: first, created: true })
      expect(await store.write((tx) => insertOrReadFlow(tx, second))).toEqual({ flow: first, created: false })
    })

    it('are made once when many ask for the same name at once', async () => {
      await using store = await open()
      const asked = Array.from({ length: 20 }, () => store.write((tx) => insertOrReadFlow(tx, sample.flow({ name: 'f' }))))
      const answers = await Promise.all(asked)
      expect(new Set(answers.map(({ flow }) => flow.id)).size).toBe(1)
      expect(answers.filter(({ created }) => created)).toHaveLength(1)
    })

    it('are read by id and by name', async () => {
      await using store = await open()
      const flow = sample.flow()
      await store.write((tx) => insertOrReadFlow(tx, flow))
      expect(await store.read((queries) => readFlow(queries, flow.id))).toEqual(flow)
      expect(await store.read((queries) => readFlowByName(queries, flow.name))).toEqual(flow)
      expect(await store.read((queries) => readFlow(queries, randomUUID()))).toBeUndefined()
    })

    it('are listed by page in the order asked for, and counted', async () => {
      await using store = await open()
      for (const name of ['b', 'a', 'c']) await store.write((tx) => insertOrReadFlow(tx, sample.flow({ name })))
      const page = await store.read((queries) => listFlows(queries, { filters: {}, sort: 'NAME_DESC', limit: 2, offset: 1 }))
      expect(page.map(({ name }) => name)).toEqual(['b', 'a'])
      expect(await store.read((queries) => countFlows(queries, { flows: { operator: 'and_', name: { any_: ['a', 'z'] } } }))).toBe(1)
    })

    it('are changed and deleted, with the log lines of their runs', async () => {
      await using store = await open()
      const flow = sample.flow()
      const run = sample.flowRun({ flow_id: flow.id })
      await store.write(async (tx) => {
        await insertOrReadFlow(tx, flow)
        await tx.db.insertInto('flow_run').values(run).execute()
        await insertLogs(tx, [sample.log({ flow_run_id: run.id }), sample.log()])
      })
      expect(await store.write((tx) => updateFlow(tx, flow.id, { tags: ['new'] }, '2025-01-01T00:00:00.000000Z'))).toMatchObject({
        tags: ['new'],
      })
      expect(await store.read((queries) => readFlow(queries, flow.id))).toMatchObject({
        tags: ['new'],
        updated: '2025-01-01T00:00:00.000000Z',
      })
      expect(await store.write((tx) => deleteFlow(tx, flow.id))).toBe(true)
      expect(await store.write((tx) => deleteFlow(tx, flow.id))).toBe(false)
      expect(await store.read((queries) => listLogs(queries, { sort: 'TIMESTAMP_ASC', limit: 10 }))).toHaveLength(1)
    })
  })

  describe('log lines', () => {
    it('are written in bulk and all of them listed in order', async () => {
      await using store = await open()
      const lines = Array.from({ length: 300 }, (_, index) => sample.log({ id: numbered(index), message: `line ${index}` }))
      await store.write((tx) => insertLogs(tx, lines))
      const found = await store.read((queries) => listLogs(queries, { sort: 'TIMESTAMP_ASC', limit: 1000 }))
      expect(found).toEqual(lines)
      const lastFirst = await store.read((queries) => listLogs(queries, { sort: 'TIMESTAMP_DESC', limit: 2, offset: 1 }))
      expect(lastFirst.map(({ message }) => message)).toEqual(['line 298', 'line 297'])
    })

    it('are followed from line to line', async () => {
      await using store = await open()
      const run = randomUUID()
      const lines = [0, 1, 2].map((index) => sample.log({ id: numbered(index), flow_run_id: run }))
      await store.write((tx) => insertLogs(tx, lines))
      const filter = logFilter.parse({ flow_run_id: { any_: [run] } })
      const seen: string[] = []
      for (let after = undefined as (typeof lines)[0] | undefined; ;) {
        const [next] = await store.read((queries) => listLogs(queries, { filter, sort: 'TIMESTAMP_ASC', limit: 1, after }))
        if (next === undefined) break
        seen.push(next.id)
        after = next
      }
      expect(seen).toEqual(lines.map(({ id }) => id))
    })
  })

  describe('events', () => {
    const event = (given: Partial<ReceivedEvent> = {}): ReceivedEvent => {
      const { resource_id: _, ...row } = sample.event()
      return { ...row, ...given }
    }

    it('count once however often they are told', async () => {
      await using store = await open()
      const [first, second] = [event(), event({ related: [{ 'prefect.resource.id': 'r', 'prefect.resource.role': 'flow' }] })]
      const add = async (events: readonly ReceivedEvent[]): Promise<ReceivedEvent[]> =>
        (await store.write((tx) => insertEvents(tx, events))).added
      expect(await add([first])).toEqual([first])
      expect(await add([first, second, second])).toEqual([second])
      expect(await add([first, second])).toEqual([])
      expect(await store.read((queries) => countEvents(queries, { order: 'DESC' }))).toBe(2)
      const rows = await store.read(({ db }) => db.selectFrom('event_resource').select(['resource_id', 'role']).orderBy('role').execute())
      expect(rows).toEqual([
        { resource_id: 'thing.1', role: '' },
        { resource_id: 'thing.1', role: '' },
        { resource_id: 'r', role: 'flow' },
      ])
    })

    it('of the server itself are listed as soon as they are committed, however many ask at once', async () => {
      await using store = await open()
      const related = [{ 'prefect.resource.id': "o'r", 'prefect.resource.role': 'flow' }, { 'prefect.resource.id': 'no role' }]
      const events = Array.from({ length: 450 }, () => event({ related, payload: { text: 'ż' }, follows: randomUUID() }))
      await store.write((tx) => appendEvents(tx, events))
      const counts = await Promise.all([1, 2, 3].map(() => readEvents(store, (queries) => countEvents(queries, { order: 'DESC' }))))
      expect(counts).toEqual([450, 450, 450])
      const byId = new Map(
        (await readEvents(store, (queries) => listEvents(queries, { filter: { order: 'ASC' }, limit: 500, offset: 0 }))).map((one) => [
          one.id,
          one,
        ]),
      )
      expect(events.map(({ id }) => byId.get(id))).toEqual(events)
      const rows = await store.read(({ db }) =>
        db
          .selectFrom('event_resource')
          .select(['resource_id', 'role', sql<number>`cast(count(*) as bigint)`.as('count')])
          .groupBy(['resource_id', 'role'])
          .orderBy('resource_id')
          .execute(),
      )
      expect(rows).toEqual([
        { resource_id: 'no role', role: '', count: 450 },
        { resource_id: "o'r", role: 'flow', count: 450 },
        { resource_id: 'thing.1', role: '', count: 450 },
      ])
      expect(await store.read(({ db }) => db.selectFrom('unindexed_event').selectAll().execute())).toEqual([])
    })

    it('are listed in the order of time that is asked for', async () => {
      await using store = await open()
      const events = [3, 1, 2].map((second) => event({ occurred: `2024-01-01T00:00:0${second}.000000Z`, payload: { second } }))
      await store.write((tx) => insertEvents(tx, events))
      const order = async (direction: 'ASC' | 'DESC') =>
        (await store.read((queries) => listEvents(queries, { filter: { order: direction }, limit: 2, offset: 0 }))).map(
          ({ payload }) => payload['second'],
        )
      expect(await order('ASC')).toEqual([1, 2])
      expect(await order('DESC')).toEqual([3, 2])
    })
  })
}

const numbered = (index: number): string => `00000000-0000-7000-8000-${index.toString().padStart(12, '0')}`
