import { describe, expect, it } from 'vitest'
import { STORE_KINDS, type StoreKind } from '../store/testing.ts'
import { openTestApi, type TestApi } from './testing.ts'

const NOBODY = '00000000-0000-4000-8000-000000000000'

async function setup(kind: StoreKind): Promise<{ api: TestApi; queueId: string } & AsyncDisposable> {
  const api = await openTestApi(kind)
  await api.call('POST', '/work_pools/', { name: 'mill', type: 'process', concurrency_limit: 5 })
  const { body: queue } = await api.call('POST', '/work_pools/mill/queues', { name: 'wheel', concurrency_limit: 2 })
  const { body: flow } = await api.call('POST', '/flows/', { name: 'grind' })
  for (const [name, type] of Object.entries({ a: 'RUNNING', b: 'CANCELLING', c: 'SCHEDULED', d: 'COMPLETED', e: 'PENDING' })) {
    const waits = { work_pool_name: 'mill', work_queue_name: 'wheel' }
    await api.call('POST', '/flow_runs/', { name, flow_id: flow.id, state: { type }, ...waits })
  }
  return { api, queueId: queue.id, [Symbol.asyncDispose]: () => api[Symbol.asyncDispose]() }
}

const names = (runs: readonly { name: string }[]): string[] => runs.map(({ name }) => name)

describe.each(STORE_KINDS)('who holds slots on %s', (kind) => {
  it('is told of a queue by page, beside how many are held', async () => {
    await using at = await setup(kind)
    const path = `/work_queues/${at.queueId}/concurrency_status`
    const { status, body } = await at.api.call('POST', path, { limit: 2 })
    expect(status).toBe(200)
    expect(body).toMatchObject({ active_slots: 3, concurrency_limit: 2, count: 3, limit: 2, pages: 2, page: 1 })
    expect(names(body.flow_runs)).toEqual(['a', 'b'])
    expect(body.flow_runs[0]).toMatchObject({ state_type: 'RUNNING', state_name: 'Running', start_time: expect.any(String) })
    expect(body.flow_runs[0].time_in_current_state).toBeGreaterThanOrEqual(0)
    expect(body.flow_runs[0]).not.toHaveProperty('work_queue_id')
    expect(names((await at.api.call('POST', path, { limit: 2, page: 2 })).body.flow_runs)).toEqual(['e'])
    expect((await at.api.call('POST', path, { limit: 0 })).body).toMatchObject({ flow_runs: [], count: 3, pages: 0 })
    expect((await at.api.call('POST', path)).body.flow_runs).toHaveLength(3)
    expect((await at.api.call('POST', `/work_queues/${NOBODY}/concurrency_status`)).status).toBe(404)
  })

  it('is told of a pool by queue, without the runs that are being cancelled', async () => {
    await using at = await setup(kind)
    const path = '/work_pools/mill/concurrency_status'
    const { body } = await at.api.call('POST', path, { flow_run_limit: 1 })
    expect(body).toMatchObject({ active_slots: 2, concurrency_limit: 5, count: 2, pages: 1, page: 1 })
    expect(body.queues).toMatchObject([
      { queue_name: 'default', active_slots: 0, concurrency_limit: null, flow_runs: [], flow_run_count: 0 },
      { queue_id: at.queueId, queue_name: 'wheel', active_slots: 2, concurrency_limit: 2, flow_run_count: 2 },
    ])
    expect(names(body.queues[1].flow_runs)).toEqual(['a'])
    const second = await at.api.call('POST', path, { page: 2, limit: 1, flow_run_limit: 0 })
    expect(second.body).toMatchObject({ queues: [{ queue_name: 'wheel', flow_runs: [], flow_run_count: 2 }], pages: 2, page: 2 })
    const nowhere = await at.api.call('POST', '/work_pools/none/concurrency_status')
    expect(nowhere).toMatchObject({ status: 404, body: { detail: "Work pool 'none' not found." } })
  })
})
