import { addSeconds } from '@millrace/protocol'
import { describe, expect, it } from 'vitest'
import { openTestApi, type TestApi } from '../api/testing.ts'
import { createClock } from '../clock.ts'
import type { Clock } from '../context.ts'
import { openStore } from '../store/open-store.ts'
import { STORE_KINDS, type StoreKind, type TestStore } from '../store/testing.ts'
import { createRecentDeploymentsScheduler, createScheduler } from './scheduler.ts'
import type { Turn } from './service.ts'

/** The turn of a server whose clock shows `now`. */
const turnAt = (api: TestApi, now: string, changes: Partial<Turn> = {}): Turn => {
  const clock: Clock = { now: () => now }
  return { ...api.context, clock, signal: new AbortController().signal, ...changes }
}

async function deployed(kind: StoreKind, schedules: object[], body: object = {}): Promise<{ api: TestApi; id: string }> {
  const api = await openTestApi(kind)
  const flow = (await api.call('POST', '/flows/', { name: 'f' })).body
  const { body: made } = await api.call('POST', '/deployments/', { name: 'd', flow_id: flow.id, schedules, ...body })
  return { api, id: made.id }
}

/** When each scheduled run is due, the earliest first. */
const dueTimes = async (api: TestApi): Promise<string[]> => {
  const { body } = await api.call('POST', '/flow_runs/filter', { sort: 'NEXT_SCHEDULED_START_TIME_ASC', limit: 200 })
  return body.map((run: { next_scheduled_start_time: string }) => run.next_scheduled_start_time)
}

const FAR = '2031-05-01T00:00:00.000000Z'

describe.each(STORE_KINDS)('the scheduler on %s', (kind) => {
  it('makes runs for an hour ahead, and at least three', async () => {
    const { api } = await deployed(kind, [
      { schedule: { cron: '*/10 * * * *' }, active: false },
      { schedule: { cron: '0 0 * * *' }, active: false },
    ])
    await using _ = api
    await api.context.store.write(({ db }) => db.updateTable('deployment_schedule').set({ active: true }).execute())
    expect(await createScheduler(api.context.settings).runOnce(turnAt(api, FAR))).toBe(7 + 3)
    expect((await dueTimes(api)).slice(0, 3)).toEqual([FAR, FAR, '2031-05-01T00:10:00.000000Z'])
  })

  it('makes nothing twice, and what is new as time goes on', async () => {
    const { api } = await deployed(kind, [{ schedule: { cron: '*/10 * * * *' } }])
    await using _ = api
    const scheduler = createScheduler(api.context.settings)
    await scheduler.runOnce(turnAt(api, FAR))
    const before = await dueTimes(api)
    expect(await scheduler.runOnce(turnAt(api, FAR))).toBe(0)
    expect(await scheduler.runOnce(turnAt(api, '2031-05-01T00:10:00.000001Z'))).toBe(2)
    const after = await dueTimes(api)
    expect(after.length).toBe(before.length + 2)
    expect(new Set(after).size).toBe(after.length)
  })

  it('makes nothing twice when two servers turn at once', async () => {
    const { api } = await deployed(kind, [{ schedule: { cron: '* * * * *' } }])
    await using _ = api
    const { settings, store } = api.context
    const options = { synchronous: 'OFF', timeout: 10, poolSize: 3, migrate: false } as const
    await using other = kind === 'postgres' ? await openStore({ connectionUrl: (store as TestStore).connectionUrl, ...options }) : store
    const scheduler = createScheduler(settings)
    const made = await Promise.all([
      scheduler.runOnce(turnAt(api, FAR)),
      scheduler.runOnce(turnAt(api, FAR, { store: other })),
      scheduler.runOnce(turnAt(api, FAR)),
    ])
    expect(made.map(Number).reduce((sum, one) => sum + one, 0)).toBe(61)
    expect((await dueTimes(api)).filter((time) => time >= FAR)).toHaveLength(61)
  })

  it('leaves paused deployments and inactive schedules alone', async () => {
    const { api, id } = await deployed(kind, [{ schedule: { cron: '* * * * *' }, active: false }])
    await using _ = api
    const scheduler = createScheduler(api.context.settings)
    expect(await scheduler.runOnce(turnAt(api, FAR))).toBe(0)
    await api.call('POST', `/deployments/${id}/pause_deployment`)
    await api.context.store.write(({ db }) => db.updateTable('deployment_schedule').set({ active: true }).execute())
    expect(await scheduler.runOnce(turnAt(api, FAR))).toBe(0)
  })

  it('goes on past a schedule that cannot be expanded', async () => {
    const { api } = await deployed(kind, [
      { schedule: { cron: '0 0 * * *' }, slug: 'good' },
      { schedule: { cron: '1 1 * * *' }, slug: 'bad' },
    ])
    await using _ = api
    await api.context.store.write(({ db }) =>
      db
        .updateTable('deployment_schedule')
        .set({ schedule: { cron: 'nonsense', timezone: null, day_or: true } })
        .where('slug', '=', 'bad')
        .execute(),
    )
    expect(await createScheduler(api.context.settings).runOnce(turnAt(api, FAR))).toBe(3)
  })

  it('looks at every deployment, batch by batch', async () => {
    const api = await openTestApi(kind, { 'server.services.scheduler.deploymentBatchSize': 2 })
    await using _ = api
    const flow = (await api.call('POST', '/flows/', { name: 'f' })).body
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      await api.call('POST', '/deployments/', { name, flow_id: flow.id, schedules: [{ schedule: { cron: '0 0 * * *' } }] })
    }
    expect(await createScheduler(api.context.settings).runOnce(turnAt(api, FAR))).toBe(15)
  })

  it('looks, in its short turns, only at what has changed', async () => {
    const { api } = await deployed(kind, [{ schedule: { cron: '0 0 * * *' } }])
    await using _ = api
    const recent = createRecentDeploymentsScheduler(api.context.settings)
    expect(await recent.runOnce(turnAt(api, FAR))).toBe(0)
    await api.context.store.write(({ db }) => db.deleteFrom('flow_run').execute())
    const now = createClock().now()
    expect(await recent.runOnce(turnAt(api, now))).toBe(3)
    await recent.runOnce(turnAt(api, addSeconds(now, 5)))
    await api.context.store.write(({ db }) => db.deleteFrom('flow_run').execute())
    expect(await recent.runOnce(turnAt(api, addSeconds(now, 10)))).toBe(0)
  })
})
