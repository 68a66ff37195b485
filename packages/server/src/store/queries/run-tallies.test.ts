import { addSeconds, type FlowRunFilter, type StateType, timestampOf } from '@millrace/protocol'
import { describe, expect, it } from 'vitest'
import { sample } from '../sample-rows.ts'
import type { FlowRunRow } from '../schema.ts'
import type { AcrossFilters } from '../filters/across.ts'
import { openTestStore, STORE_KINDS, type StoreKind } from '../testing.ts'
import type { Store } from '../store.ts'
import { countFlowRuns } from './flow-runs.ts'
import { type Intervals, readLateness, readRunHistory } from './run-history.ts'
import { countRuns, readCounted, tellRunChanged } from './run-tallies.ts'

const NOW = '2024-03-10T12:34:56.789012Z'

const STATES: readonly (readonly [StateType, string])[] = [
  ['COMPLETED', 'Completed'],
  ['COMPLETED', 'Cached'],
  ['FAILED', 'Failed'],
  ['CRASHED', 'Crashed'],
  ['RUNNING', 'Running'],
  ['SCHEDULED', 'Late'],
]

/** Numbers that are the same in every run of the test. */
function drawer(): () => number {
  let seed = 42
  return () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return seed / 2_147_483_648
  }
}

/** Asks nothing, but of each run. */
const ANY_NAME = { name: { like_: '' } }

const FILTERS: readonly FlowRunFilter[] = [
  { operator: 'and_' },
  { operator: 'and_', state: { operator: 'and_', type: { any_: ['COMPLETED', 'RUNNING'] } } },
  { operator: 'or_', state: { operator: 'or_', type: { any_: ['CRASHED'] }, name: { any_: ['Cached', 'Late'] } } },
  { operator: 'and_', state: { operator: 'and_', type: { not_any_: ['COMPLETED'] }, name: { not_any_: [] } } },
  { operator: 'and_', state: { operator: 'and_', name: { any_: [] } } },
  { operator: 'and_', state: { operator: 'or_' } },
  { operator: 'and_', expected_start_time: { after_: '2024-03-04T05:06:07.000008Z' } },
  { operator: 'or_', expected_start_time: { after_: '2021-01-01T00:00:00.000000Z', before_: '2024-03-08T00:00:00.000000Z' } },
  {
    operator: 'and_',
    expected_start_time: { before_: '2024-03-08T00:00:30.000000Z' },
    state: { operator: 'and_', name: { any_: ['Failed'] } },
  },
  { operator: 'and_', expected_start_time: { is_null_: false } },
  { operator: 'and_', expected_start_time: { after_: '2024-03-05T00:00:00.000000Z', before_: '2024-03-04T00:00:00.000000Z' } },
]

/** The runs of one flow, of one deployment (said in two ways), and of several. */
const filtersOf = (flows: string[], deployment: string): AcrossFilters[] => [
  { flows: { operator: 'and_', id: { any_: flows.slice(0, 1) } }, flow_runs: FILTERS[1] },
  { flows: { operator: 'and_', id: { any_: [...flows, ...flows] } } },
  { deployments: { operator: 'and_', id: { any_: [deployment] } } },
  { flow_runs: { operator: 'and_', deployment_id: { operator: 'and_', any_: [deployment] }, state: FILTERS[1]?.state } },
  { flow_runs: { operator: 'and_', deployment_id: { operator: 'or_', any_: [deployment], is_null_: true } } },
  { flows: { operator: 'and_', id: { any_: flows } }, deployments: { operator: 'and_', id: { any_: [deployment] } } },
]

/** A store with runs over ten days, a few of them long before. */
async function openWithRuns(kind: StoreKind) {
  const store = await openTestStore(kind)
  const draw = drawer()
  const [flow, other] = [sample.flow(), sample.flow()]
  const deployment = sample.deployment({ flow_id: flow.id })
  const runs = Array.from({ length: 600 }, (_, index): FlowRunRow => {
    const [state_type, state_name] = STATES[Math.floor(draw() * STATES.length)] ?? ['COMPLETED', 'Completed']
    const back = index % 100 === 0 ? 10 ** 8 : draw() * 10 * 86_400
    const expected_start_time = addSeconds(NOW, -back)
    const start_time = state_type === 'SCHEDULED' ? null : addSeconds(expected_start_time, draw() * 100 - 20)
    const state_timestamp = addSeconds(expected_start_time, 60)
    return sample.flowRun({
      flow_id: index % 3 === 0 ? other.id : flow.id,
      deployment_id: index % 4 === 0 ? deployment.id : null,
      state_type,
      state_name,
      state_timestamp,
      expected_start_time,
      start_time,
      total_run_time: draw() * 90,
    })
  })
  await store.write(async ({ db }) => {
    await db.insertInto('flow').values([flow, other]).execute()
    await db.insertInto('deployment').values(deployment).execute()
    for (let at = 0; at < runs.length; at += 100)
      await db
        .insertInto('flow_run')
        .values(runs.slice(at, at + 100))
        .execute()
  })
  return { store, flow, other, deployment, runs, owned: filtersOf([flow.id, other.id], deployment.id) }
}

async function countAll(store: Store): Promise<void> {
  while (await store.write((tx) => countRuns(tx, NOW)));
}

const windows: readonly Intervals[] = [
  { start: addSeconds(NOW, -7 * 86_400), end: NOW, micros: 7200.5e6 },
  { start: '2024-03-01T00:00:00.000000Z', end: '2024-03-11T00:00:00.000000Z', micros: 86_400e6 },
  { start: '2024-03-05T10:00:17.123456Z', end: '2024-03-05T14:00:00.000000Z', micros: 61.7e6 },
  { start: '2020-01-01T00:00:00.000000Z', end: '2025-01-01T00:00:00.000000Z', micros: 30 * 86_400e6 },
].map(({ start, end, micros }) => {
  const count = Math.ceil((Date.parse(end) - Date.parse(start)) / (micros / 1000))
  return { start, micros, end: addSeconds(start, (count * micros) / 1e6) }
})

/** The history in two ways: from what has been counted, and, because something is asked of them, from every run. */
async function histories(store: Store, owned: readonly AcrossFilters[]): Promise<{ quick: unknown; thorough: unknown }[]> {
  const of = async (intervals: Intervals, filters: object): Promise<unknown> => {
    const cells = await store.read((queries) => readRunHistory(queries, 'flow_run', intervals, filters, NOW))
    return cells
      .map(({ run_time, lateness, ...cell }) => ({ ...cell, run_time: run_time.toFixed(3), lateness: lateness.toFixed(3) }))
      .toSorted((a, b) => a.interval - b.interval || (a.state_name < b.state_name ? -1 : 1))
  }
  const count = (filters: object): Promise<number> => store.read((queries) => countFlowRuns(queries, filters))
  const late = async (filters: object): Promise<unknown> => (await store.read((queries) => readLateness(queries, filters, NOW)))?.toFixed(6)
  return await Promise.all(
    [...FILTERS.map((flow_runs) => ({ flow_runs })), ...owned].flatMap((filters) => {
      const thoroughly = { ...filters, flow_runs: { ...filters.flow_runs, ...ANY_NAME, operator: 'and_' } }
      return [
        ...windows.map(async (intervals) => ({ quick: await of(intervals, filters), thorough: await of(intervals, thoroughly) })),
        (async () => ({ quick: await count(filters), thorough: await count(thoroughly) }))(),
        (async () => ({ quick: await late(filters), thorough: await late(thoroughly) }))(),
      ]
    }),
  )
}

async function expectTheSame(store: Store, owned: readonly AcrossFilters[]): Promise<void> {
  for (const { quick, thorough } of await histories(store, owned)) expect(quick).toEqual(thorough)
}

describe.each(STORE_KINDS)('counted runs on %s', (kind) => {
  it('add up to the same histories as the runs themselves, before, while and after they are counted', async () => {
    const { store, runs, owned } = await openWithRuns(kind)
    await using _ = store
    await expectTheSame(store, owned)
    for (let turns = 0; turns < 10; turns += 1) await store.write((tx) => countRuns(tx, NOW))
    await expectTheSame(store, owned)
    await countAll(store)
    await expectTheSame(store, owned)
    const counted = await store.read(readCounted)
    expect(counted?.gaps).toEqual([])
    const first = runs.map((run) => Date.parse(run.expected_start_time ?? NOW)).toSorted((a, b) => a - b)[0] ?? 0
    expect((counted?.from ?? 0) * 600_000).toBeLessThanOrEqual(first)
    expect((counted?.until ?? 0) * 600_000).toBe(Math.floor((Date.parse(NOW) - 7_200_000) / 600_000) * 600_000)
  })

  it('are counted anew when one is deleted, one changes, or one appears', async () => {
    const { store, flow, runs, owned } = await openWithRuns(kind)
    await using _ = store
    await countAll(store)
    const old = runs.filter((run) => run.state_type === 'FAILED' && (run.expected_start_time ?? NOW) < addSeconds(NOW, -86_400))
    const [gone, changed] = [old[0]?.id ?? '', old[1]?.id ?? '']
    const late = sample.flowRun({
      flow_id: flow.id,
      state_type: 'COMPLETED',
      state_name: 'Completed',
      expected_start_time: addSeconds(NOW, -3e5),
    })
    await store.write(async (tx) => {
      await tx.db.deleteFrom('flow_run').where('id', '=', gone).execute()
      await tx.db.updateTable('flow_run').set({ state_type: 'COMPLETED', state_name: 'Completed' }).where('id', '=', changed).execute()
      await tellRunChanged(tx, [old[1]?.expected_start_time ?? null, null], NOW)
      await tx.db.insertInto('flow_run').values(late).execute()
      await tellRunChanged(tx, [null, late.expected_start_time], NOW)
    })
    expect((await store.read(readCounted))?.gaps).toHaveLength(3)
    await expectTheSame(store, owned)
    await countAll(store)
    expect((await store.read(readCounted))?.gaps).toEqual([])
    await expectTheSame(store, owned)
  })

  it('are gone with their flows, and stay with what names a deployment that is gone', async () => {
    const { store, flow, other, deployment, owned } = await openWithRuns(kind)
    await using _ = store
    await countAll(store)
    await store.write(({ db }) => db.deleteFrom('deployment').where('id', '=', deployment.id).execute())
    await expectTheSame(store, owned)
    const [byDeployment = {}, byItsId = {}] = owned.slice(2)
    expect(await store.read((queries) => countFlowRuns(queries, byDeployment))).toBe(0)
    expect(await store.read((queries) => countFlowRuns(queries, byItsId))).toBeGreaterThan(50)
    await store.write(({ db }) => db.deleteFrom('flow').where('id', 'in', [flow.id, other.id]).execute())
    for (const { quick } of await histories(store, owned)) expect([[], 0, undefined]).toContainEqual(quick)
    await countAll(store)
    for (const { quick } of await histories(store, owned)) expect([[], 0, undefined]).toContainEqual(quick)
    expect(await store.read(({ db }) => db.selectFrom('flow_run_owner_tally').selectAll().execute())).toEqual([])
  })

  it('leave out the last two hours, and what changes there costs nothing', async () => {
    await using store = await openTestStore(kind)
    await countAll(store)
    await store.write((tx) => tellRunChanged(tx, [addSeconds(NOW, -3500), NOW, null], NOW))
    expect(await store.read(readCounted)).toMatchObject({ gaps: [] })
    expect((await store.read(readCounted))?.until).toBe(Math.floor((Date.parse(NOW) / 1000 - 7200) / 600))
  })

  it('may have been expected at any time', async () => {
    await using store = await openTestStore(kind)
    const flow = sample.flow()
    const over = { flow_id: flow.id, state_type: 'COMPLETED', state_name: 'Completed' } as const
    await store.write(async ({ db }) => {
      await db.insertInto('flow').values(flow).execute()
      for (const expected_start_time of [
        '0001-01-01T00:00:00.000000Z',
        timestampOf(-1),
        timestampOf(0),
        '9999-12-31T23:59:59.999999Z',
        null,
      ]) {
        await db
          .insertInto('flow_run')
          .values(sample.flowRun({ ...over, expected_start_time }))
          .execute()
      }
    })
    await countAll(store)
    const intervals = { start: '1969-12-31T00:00:00.000000Z', end: '1970-01-02T00:00:00.000000Z', micros: 86_400e6 }
    const cells = await store.read((queries) => readRunHistory(queries, 'flow_run', intervals, {}, NOW))
    expect(cells.map(({ interval, runs }) => [interval, runs]).toSorted(([a = 0], [b = 0]) => a - b)).toEqual([
      [0, 1],
      [1, 1],
    ])
    expect(await store.read((queries) => countFlowRuns(queries, {}))).toBe(5)
    await store.write(({ db }) => db.deleteFrom('flow_run').execute())
  })
})
