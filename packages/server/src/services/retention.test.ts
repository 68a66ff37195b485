import { randomUUID } from 'node:crypto'
import { addSeconds } from '@millrace/protocol'
import type { LoadOptions } from '@millrace/settings'
import { describe, expect, it } from 'vitest'
import { openTestApi, type TestApi } from '../api/testing.ts'
import { appendEntries } from '../audit/append-entries.ts'
import { entriesIn, sampleDraft } from '../audit/testing.ts'
import { insertEvents } from '../store/queries/events.ts'
import { insertLogs } from '../store/queries/logs.ts'
import { sample } from '../store/sample-rows.ts'
import { STORE_KINDS } from '../store/testing.ts'
import { createRetention } from './retention.ts'

const DAY = 86_400
const { signal } = new AbortController()

const clean = (api: TestApi): Promise<unknown> => createRetention(api.context.settings).runOnce({ ...api.context, signal })

/** A run with a task run, log lines and artifacts of a key, that ended some days ago. */
async function endedRun(api: TestApi, days: number, state_type: 'COMPLETED' | 'RUNNING' = 'COMPLETED', parent?: string): Promise<string> {
  const time = addSeconds(api.context.clock.now(), -days * DAY)
  const flow = sample.flow()
  const ended = { state_type, end_time: state_type === 'COMPLETED' ? time : null }
  const run = sample.flowRun({ flow_id: flow.id, ...ended, parent_task_run_id: parent ?? null })
  const task = sample.taskRun({ flow_run_id: run.id, state_type: 'COMPLETED', end_time: time })
  await api.context.store.write(async (tx) => {
    await tx.db.insertInto('flow').values(flow).execute()
    await tx.db.insertInto('flow_run').values(run).execute()
    await tx.db.insertInto('task_run').values(task).execute()
    await insertLogs(
      tx,
      Array.from({ length: 12 }, () => sample.log({ flow_run_id: run.id, timestamp: time })),
    )
  })
  await api.call('POST', '/artifacts/', { key: 'report', type: 'markdown', data: `${days}`, flow_run_id: run.id })
  return run.id
}

const event = (api: TestApi, days: number): ReturnType<typeof sample.event> & { related: [] } => {
  const occurred = addSeconds(api.context.clock.now(), -days * DAY)
  return { ...sample.event({ id: randomUUID(), occurred, received: occurred, payload: { filler: 'x'.repeat(2000) } }), related: [] }
}

const countOf = async (api: TestApi, table: 'event' | 'event_resource' | 'log' | 'task_run' | 'flow_run' | 'artifact'): Promise<number> =>
  (await api.context.store.read(({ db }) => db.selectFrom(table).selectAll().execute())).length

const open = (kind: (typeof STORE_KINDS)[number], overrides: LoadOptions['overrides'] = {}): Promise<TestApi> =>
  openTestApi(kind, { 'server.services.dbVacuum.batchSize': 5, ...overrides })

describe.each(STORE_KINDS)('what is old, on %s', (kind) => {
  it('goes, with all that belongs to it, and nothing that has not ended', async () => {
    await using api = await open(kind)
    const [old, newer, running] = [await endedRun(api, 91), await endedRun(api, 80), await endedRun(api, 91, 'RUNNING')]
    for (let count = 0; count < 12; count += 1) await endedRun(api, 100)
    await clean(api)
    const left = (await api.call('POST', '/flow_runs/filter', {})).body.map(({ id }: { id: string }) => id)
    expect(left.toSorted()).toEqual([newer, running].toSorted())
    expect(left).not.toContain(old)
    expect(await countOf(api, 'task_run')).toBe(2)
    // The lines of the run that goes on are old too.
    expect(await countOf(api, 'log')).toBe(12)
    expect(await countOf(api, 'artifact')).toBe(2)
    // The newest of its key was of a run that is gone.
    expect((await api.call('GET', '/artifacts/report/latest')).body).toMatchObject({ flow_run_id: running })
  })

  it('goes after the days of its kind', async () => {
    await using api = await open(kind)
    const events = [1, 6, 8, 30].map((days) => event(api, days))
    await api.context.store.write((tx) => insertEvents(tx, events))
    const resources = await countOf(api, 'event_resource')
    await clean(api)
    expect(await countOf(api, 'event')).toBe(2)
    expect(await countOf(api, 'event_resource')).toBe(resources / 2)
  })

  it.each([
    ['false', 4, 1],
    ['events', 2, 1],
    ["{'events', 'flow_runs'}", 2, 0],
    ['true', 2, 0],
  ])('goes as far as is asked for: %s', async (enabled, events, runs) => {
    await using api = await open(kind, { 'server.services.dbVacuum.enabled': enabled })
    const told = [1, 6, 8, 30].map((days) => event(api, days))
    await api.context.store.write((tx) => insertEvents(tx, told))
    await endedRun(api, 100)
    await clean(api)
    const ids = told.map(({ id }) => id)
    const kept = await api.context.store.read(({ db }) => db.selectFrom('event').select('id').where('id', 'in', ids).execute())
    expect([kept.length, await countOf(api, 'flow_run')]).toEqual([events, runs])
  })
})

it.each(STORE_KINDS)('entries of the audit log go after their time, and the log verifies without them, on %s', async (kind) => {
  await using api = await open(kind)
  const { store, clock } = api.context
  const entry = sampleDraft()
  for (const days of [402, 401, 399]) {
    const at = addSeconds(clock.now(), -days * DAY)
    await store.write((tx) =>
      appendEntries(
        tx,
        at,
        Array.from({ length: 6 }, () => entry),
      ),
    )
  }
  await clean(api)
  await clean(api)
  const entries = await entriesIn(store)
  expect(entries.filter(({ action }) => action === entry.action).map(({ number }) => number)).toEqual([13, 14, 15, 16, 17, 18])
  expect(entries.at(-1)).toMatchObject({ action: 'audit.forget', details: { up_to: 12 } })
  expect((await api.call('GET', '/audit/verify')).body).toMatchObject({ checked: entries.length, broken: null })
})

it('the oldest events and log lines go when the database is larger than it may be', async () => {
  await using api = await open('sqlite', {
    'server.services.dbVacuum.maxDatabaseBytes': 2_000_000,
    'server.services.dbVacuum.batchSize': 100,
  })
  const events = Array.from({ length: 1000 }, (_, index) => event(api, 6 - index / 1000))
  await api.context.store.write((tx) => insertEvents(tx, events))
  await clean(api)
  const left = await api.context.store.read(({ db }) => db.selectFrom('event').select('id').orderBy('occurred').execute())
  expect(left.length).toBeGreaterThan(100)
  expect(left.length).toBeLessThan(1000)
  expect(left.map(({ id }) => id)).toEqual(events.slice(-left.length).map(({ id }) => id))
})
