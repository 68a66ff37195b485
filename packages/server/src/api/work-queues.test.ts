import { describe, expect, it } from 'vitest'
import { STORE_KINDS } from '../store/testing.ts'
import { openTestApi } from './testing.ts'

describe.each(STORE_KINDS)('queues of agents on %s', (kind) => {
  it('S074 bring the pool of agents into being', async () => {
    await using api = await openTestApi(kind)
    expect(await api.call('GET', '/work_queues/name/q')).toMatchObject({ status: 404, body: { detail: 'work queue not found' } })
    const made = await api.call('POST', '/work_queues/', { name: 'q' })
    expect(made).toMatchObject({ status: 201, body: { name: 'q', work_pool_name: 'default-agent-pool', priority: 2, filter: null } })
    expect((await api.call('GET', '/work_pools/default-agent-pool')).body).toMatchObject({ type: 'prefect-agent', status: null })
    expect((await api.call('GET', '/work_queues/name/q')).body.id).toBe(made.body.id)
    expect((await api.call('GET', `/work_queues/${made.body.id}`)).body).toEqual(made.body)
    expect(await api.call('POST', '/work_queues/', { name: 'q' })).toMatchObject({
      status: 409,
      body: { detail: 'A work queue with this name already exists.' },
    })
  })

  it('answer `default` once, with the pool that it comes with', async () => {
    await using api = await openTestApi(kind)
    expect((await api.call('POST', '/work_queues/', { name: 'default' })).status).toBe(201)
    expect((await api.call('POST', '/work_queues/', { name: 'default' })).status).toBe(409)
  })

  it('are the oldest of their name in any pool while there are no agents, for deployments that name no pool', async () => {
    await using api = await openTestApi(kind)
    const flow_id = (await api.call('POST', '/flows/', { name: 'f' })).body.id as string
    await api.call('POST', '/work_pools/', { name: 'p', type: 'process' })
    await api.call('POST', '/work_pools/p/queues', { name: 'urgent' })
    const deploy = (body: object) => api.call('POST', '/deployments/', { flow_id, ...body })
    const { body } = await deploy({ name: 'd', work_pool_name: 'p' })
    await api.call('PATCH', `/deployments/${body.id}`, { work_queue_name: 'urgent' })
    expect((await api.call('GET', `/deployments/${body.id}`)).body).toMatchObject({ work_pool_name: 'p', work_queue_name: 'urgent' })
    expect((await api.call('GET', '/work_pools/default-agent-pool')).status).toBe(404)
    expect((await deploy({ name: 'e', work_queue_name: 'new' })).body.work_pool_name).toBe('default-agent-pool')
    await api.call('PATCH', `/deployments/${body.id}`, { work_pool_name: null, work_queue_name: 'urgent' })
    expect((await api.call('GET', `/deployments/${body.id}`)).body).toMatchObject({ work_pool_name: null, work_queue_id: null })
  })

  it('are changed, found by prefix, and deleted', async () => {
    await using api = await openTestApi(kind)
    const { body } = await api.call('POST', '/work_queues/', { name: 'team-a' })
    await api.call('PATCH', `/work_queues/${body.id}`, { concurrency_limit: 4, description: 'x' })
    const found = await api.call('POST', '/work_queues/filter', { work_queues: { name: { startswith_: ['team'] } } })
    expect(found.body).toMatchObject([{ id: body.id, concurrency_limit: 4, active_slots: 0, description: 'x' }])
    expect((await api.call('DELETE', `/work_queues/${body.id}`)).status).toBe(204)
    expect((await api.call('DELETE', `/work_queues/${body.id}`)).status).toBe(404)
    expect((await api.call('PATCH', `/work_queues/${body.id}`, {})).status).toBe(404)
  })

  it('hand out their runs and tell how they do', async () => {
    await using api = await openTestApi(kind)
    const queue = (await api.call('POST', '/work_queues/', { name: 'q', concurrency_limit: 1 })).body
    const flow = (await api.call('POST', '/flows/', { name: 'f' })).body
    const create = { flow_id: flow.id, work_pool_name: 'default-agent-pool', work_queue_name: 'q' }
    const state = { type: 'SCHEDULED', name: 'Late', state_details: { scheduled_time: '2020-01-01T00:00:00Z' } }
    const first = (await api.call('POST', '/flow_runs/', { ...create, state })).body
    await api.call('POST', '/flow_runs/', { ...create, state: { ...state, name: 'Scheduled' } })
    const before = await api.call('GET', `/work_queues/${queue.id}/status`)
    expect(before.body).toMatchObject({ healthy: false, late_runs_count: 1, last_polled: null })
    const runs = await api.call('POST', `/work_queues/${queue.id}/get_runs`, { agent_id: queue.id })
    expect(runs.body).toMatchObject([{ id: first.id, work_queue_name: 'q', work_pool_name: 'default-agent-pool' }])
    await api.call('POST', `/flow_runs/${first.id}/set_state`, { state: { type: 'PENDING' } })
    expect((await api.call('POST', `/work_queues/${queue.id}/get_runs`, {})).body).toEqual([])
    const after = await api.call('GET', `/work_queues/${queue.id}/status`)
    expect(after.body).toMatchObject({ healthy: true, late_runs_count: 0, last_polled: expect.any(String) })
  })

  it('take runs by tags when they are of the old kind', async () => {
    await using api = await openTestApi(kind)
    const queue = (await api.call('POST', '/work_queues/', { name: 'q', filter: { tags: ['a', 'b'] } })).body
    const flow = (await api.call('POST', '/flows/', { name: 'f' })).body
    const create = { flow_id: flow.id, state: { type: 'SCHEDULED' } }
    const both = (await api.call('POST', '/flow_runs/', { ...create, tags: ['b', 'a', 'c'] })).body
    await api.call('POST', '/flow_runs/', { ...create, tags: ['a'] })
    const { body } = await api.call('POST', `/work_queues/${queue.id}/get_runs`, {})
    expect(body.map(({ id }: { id: string }) => id)).toEqual([both.id])
  })
})
