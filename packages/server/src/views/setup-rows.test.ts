import { describe, expect, it } from 'vitest'
import { openTestApi } from '../api/testing.ts'
import { STORE_KINDS } from '../store/testing.ts'

const scheduled = (scheduled_time: string): object => ({ type: 'SCHEDULED', state_details: { scheduled_time } })
const LONG_AGO = '2024-01-01T00:00:00Z'

const SCHEMA = {
  type: 'object',
  required: ['city', 'days', 'mode'],
  properties: { city: { type: 'string' }, days: { type: 'integer', default: 7 }, mode: { type: 'string' } },
}

describe.each(STORE_KINDS)('rows of deployments and pools on %s', (kind) => {
  it('say of a deployment where it runs, its last and next runs, and what a run has to be given', async () => {
    await using api = await openTestApi(kind)
    const flow = (await api.call('POST', '/flows/', { name: 'forecast' })).body.id
    await api.call('POST', '/work_pools/', { name: 'mill', type: 'process', concurrency_limit: 3 })
    const body = { flow_id: flow, work_pool_name: 'mill', parameter_openapi_schema: SCHEMA, parameters: { mode: 'fast' } }
    const { id } = (await api.call('POST', '/deployments/', { ...body, name: 'weather', tags: ['daily'] })).body
    await api.call('POST', '/deployments/', { name: 'bare', flow_id: flow, paused: true })
    const made = async (name: string, more: object): Promise<string> =>
      (await api.call('POST', '/flow_runs/', { name, flow_id: flow, deployment_id: id, ...more })).body.id
    for (let number = 1; number <= 22; number += 1) await made(`run-${number}`, { state: { type: 'COMPLETED' } })
    const coming = await api.call('POST', `/deployments/${id}/create_flow_run`, {
      name: 'coming',
      parameters: { city: 'Oslo', days: 1 },
      state: scheduled('2031-01-01T00:00:00Z'),
    })
    expect(coming.status).toBe(201)
    const { status, body: page } = await api.call('POST', '/ui/deployments/rows', {})
    expect(status).toBe(200)
    expect(page).toMatchObject({ count: 2, pages: 1, page: 1 })
    const [bare, weather] = page.results
    expect(bare).toMatchObject({ name: 'bare', paused: true, work_pool: null, work_queue: null, runs: [], next_run: null })
    expect(weather).toMatchObject({
      id,
      name: 'weather',
      flow: { id: flow, name: 'forecast' },
      tags: ['daily'],
      status: 'NOT_READY',
      work_pool: { name: 'mill', is_paused: false, online_workers: 0, concurrency_limit: 3 },
      work_queue: { name: 'default', is_paused: false },
      missing_parameters: ['city'],
      next_run: { id: coming.body.id, name: 'coming' },
    })
    expect(weather.runs.map(({ name }: { name: string }) => name)).toEqual(Array.from({ length: 20 }, (_, index) => `run-${index + 3}`))
    expect(weather.runs[0]).toMatchObject({ state_type: 'COMPLETED', seconds: expect.any(Number) })
    await api.call('POST', '/work_pools/mill/workers/heartbeat', { name: 'w-1' })
    await api.call('PATCH', '/work_pools/mill', { is_paused: true })
    const tagged = await api.call('POST', '/ui/deployments/rows', { deployments: { tags: { all_: ['daily'] } } })
    expect(tagged.body.results).toMatchObject([{ name: 'weather', work_pool: { is_paused: true, online_workers: 1 } }])
    const second = await api.call('POST', '/ui/deployments/rows', { limit: 1, page: 2, sort: 'NAME_DESC' })
    expect(second.body).toMatchObject({ pages: 2, results: [{ name: 'bare' }] })
    expect((await api.call('POST', '/ui/deployments/rows', { limit: 1000 })).status).toBe(422)
  })

  it('say of a pool who serves it, what runs and what waits', async () => {
    await using api = await openTestApi(kind)
    const flow = (await api.call('POST', '/flows/', { name: 'forecast' })).body.id
    await api.call('POST', '/work_pools/', { name: 'mill', type: 'process' })
    await api.call('POST', '/work_pools/mill/queues', { name: 'urgent' })
    await api.call('POST', '/work_pools/', { name: 'idle', type: 'docker', description: 'nobody is there' })
    const { id } = (await api.call('POST', '/deployments/', { name: 'nightly', flow_id: flow, work_pool_name: 'mill' })).body
    const run = async (state: object): Promise<string> => (await api.call('POST', `/deployments/${id}/create_flow_run`, { state })).body.id
    await run(scheduled(LONG_AGO))
    await run(scheduled('2031-01-01T00:00:00Z'))
    const running = await run(scheduled(LONG_AGO))
    await api.call('POST', `/flow_runs/${running}/set_state`, { state: { type: 'RUNNING' }, force: true })
    await api.call('POST', '/work_pools/mill/workers/heartbeat', { name: 'w-1' })
    const { status, body } = await api.call('POST', '/ui/work_pools/rows', {})
    expect(status).toBe(200)
    expect(body).toMatchObject([
      { name: 'idle', type: 'docker', description: 'nobody is there', queues: 1, online_workers: 0, last_polled: null, waiting: 0 },
      { name: 'mill', queues: 2, online_workers: 1, last_polled: expect.any(String), running: 1, waiting: 1 },
    ])
    expect(Date.parse(body[1].oldest_wait)).toBe(Date.parse(LONG_AGO))
    const named = await api.call('POST', '/ui/work_pools/rows', { work_pools: { name: { any_: ['idle'] } } })
    expect(named.body.map(({ name }: { name: string }) => name)).toEqual(['idle'])
  })

  it('list the workers of a pool with what they say of themselves', async () => {
    await using api = await openTestApi(kind)
    await api.call('POST', '/work_pools/', { name: 'mill', type: 'process' })
    const beat = async (body: object): Promise<number> => (await api.call('POST', '/work_pools/mill/workers/heartbeat', body)).status
    const report = { version: '0.1.0', host: 'stone', capacity: 4, running: 1, last_error: { at: LONG_AGO, message: 'no room' } }
    expect(await beat({ name: 'ours', worker_type: 'process', self_report: report })).toBe(204)
    expect(await beat({ name: 'ours', self_report: { ...report, running: -1 } })).toBe(422)
    expect(await beat({ name: 'theirs' })).toBe(204)
    const { body } = await api.call('GET', '/ui/work_pools/mill/workers')
    expect(body).toMatchObject([
      { name: 'theirs', status: 'ONLINE', type: null, self_report: null },
      { name: 'ours', status: 'ONLINE', type: 'process', self_report: { ...report, last_error: { message: 'no room' } } },
    ])
    // Who reads the workers by Prefect's own route sees nothing that is not Prefect's.
    const { body: plain } = await api.call('POST', '/work_pools/mill/workers/filter', {})
    expect(Object.keys(plain[0])).not.toContain('self_report')
    expect((await api.call('GET', '/ui/work_pools/nowhere/workers')).status).toBe(404)
  })
})
