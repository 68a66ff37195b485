import { describe, expect, it } from 'vitest'
import { STORE_KINDS } from '../store/testing.ts'
import { openTestApi, type TestApi } from './testing.ts'

const names = (body: { name: string }[]): string[] => body.map(({ name }) => name)

/** Scheduled runs in a queue of a pool, one per time; answers their ids. */
async function schedule(api: TestApi, pool: string, queue: string, ...times: string[]): Promise<string[]> {
  const flow = await api.call('POST', '/flows/', { name: 'f' })
  const ids: string[] = []
  for (const scheduled_time of times) {
    const run = await api.call('POST', '/flow_runs/', {
      flow_id: flow.body.id,
      work_pool_name: pool,
      work_queue_name: queue,
      state: { type: 'SCHEDULED', state_details: { scheduled_time } },
    })
    expect(run.status).toBe(201)
    ids.push(run.body.id)
  }
  return ids
}

const due = async (api: TestApi, pool: string, body: object = {}, headers: Record<string, string> = {}): Promise<string[]> => {
  const { body: found } = await api.call('POST', `/work_pools/${pool}/get_scheduled_flow_runs`, body, { headers })
  return found.map(({ flow_run }: { flow_run: { id: string } }) => flow_run.id)
}

const PAST = '2020-01-01T00:00:00Z'
const LATER = '2020-01-02T00:00:00Z'

describe.each(STORE_KINDS)('work pools on %s', (kind) => {
  it('come with a default queue and wait for a worker', async () => {
    await using api = await openTestApi(kind)
    const made = await api.call('POST', '/work_pools/', { name: 'p', type: 'process', base_job_template: {} })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({ name: 'p', type: 'process', status: 'NOT_READY', is_paused: false, active_slots: null })
    const queues = await api.call('POST', '/work_pools/p/queues/filter', {})
    expect(queues.body).toMatchObject([{ id: made.body.default_queue_id, name: 'default', priority: 1, work_pool_name: 'p' }])
    expect((await api.call('POST', '/work_pools/p/workers/heartbeat', { name: 'w', heartbeat_interval_seconds: 30 })).status).toBe(204)
    expect((await api.call('GET', '/work_pools/p')).body).toMatchObject({ status: 'READY' })
    expect((await api.call('POST', '/work_pools/p/workers/filter', {})).body).toMatchObject([
      { name: 'w', status: 'ONLINE', heartbeat_interval_seconds: 30, work_pool_id: made.body.id },
    ])
    expect((await api.call('DELETE', '/work_pools/p/workers/w')).status).toBe(204)
    expect((await api.call('GET', '/work_pools/p')).body).toMatchObject({ status: 'NOT_READY' })
  })

  it('are refused by name: taken, reserved, absent', async () => {
    await using api = await openTestApi(kind)
    await api.call('POST', '/work_pools/', { name: 'p', type: 'process' })
    expect(await api.call('POST', '/work_pools/', { name: 'p' })).toMatchObject({
      status: 409,
      body: { detail: 'A work pool with this name already exists.' },
    })
    expect((await api.call('POST', '/work_pools/', { name: 'Prefect-x' })).status).toBe(403)
    expect((await api.call('DELETE', '/work_pools/prefect-x')).status).toBe(403)
    expect(await api.call('GET', '/work_pools/none')).toMatchObject({ status: 404, body: { detail: 'Work pool "none" not found.' } })
    expect((await api.call('PATCH', '/work_pools/none', { description: 'x' })).status).toBe(404)
    expect((await api.call('POST', '/work_pools/none/get_scheduled_flow_runs', {})).status).toBe(404)
    expect((await api.call('POST', '/work_pools/p/get_scheduled_flow_runs', { work_queue_names: ['none'] })).status).toBe(404)
  })

  it.each([
    [{ a: 1 }, 'must contain both a `job_configuration` key and a `variables` key.'],
    [{ job_configuration: { a: ['{{ b }}'] }, variables: { type: 'object' } }, 'undeclared variable(s): b.'],
  ])('refuse the template %j', async (base_job_template, problem) => {
    await using api = await openTestApi(kind)
    const { status, body } = await api.call('POST', '/work_pools/', { name: 'p', type: 'process', base_job_template })
    expect(status).toBe(422)
    expect(body.exception_detail[0].msg).toContain(problem)
  })

  it('change only what a body names', async () => {
    await using api = await openTestApi(kind)
    await api.call('POST', '/work_pools/', { name: 'p', type: 'process', description: 'd', concurrency_limit: 3 })
    await api.call('PATCH', '/work_pools/p', { is_paused: true })
    expect((await api.call('GET', '/work_pools/p')).body).toMatchObject({
      description: 'd',
      concurrency_limit: 3,
      is_paused: true,
      status: 'PAUSED',
      active_slots: 0,
    })
    const base_job_template = { job_configuration: { a: '{{ b }}' }, variables: { properties: { b: { type: 'string' } } } }
    await api.call('PATCH', '/work_pools/p', { concurrency_limit: null, base_job_template })
    expect((await api.call('GET', '/work_pools/p')).body).toMatchObject({
      concurrency_limit: null,
      base_job_template,
      active_slots: null,
    })
  })

  it('are listed, counted and deleted with their queues', async () => {
    await using api = await openTestApi(kind)
    for (const name of ['b', 'a']) await api.call('POST', '/work_pools/', { name, type: 'process' })
    expect(names((await api.call('POST', '/work_pools/filter', {})).body)).toEqual(['a', 'b'])
    expect((await api.call('POST', '/work_pools/count', { work_pools: { name: { any_: ['b'] } } })).body).toBe(1)
    await api.call('DELETE', '/work_pools/a')
    expect(names((await api.call('POST', '/work_queues/filter', {})).body)).toEqual(['default'])
  })

  it('keep one priority per queue', async () => {
    await using api = await openTestApi(kind)
    await api.call('POST', '/work_pools/', { name: 'p', type: 'process' })
    expect((await api.call('POST', '/work_pools/p/queues', { name: 'second' })).body).toMatchObject({ priority: 2, status: 'NOT_READY' })
    await api.call('POST', '/work_pools/p/queues', { name: 'first', priority: 1 })
    expect(names((await api.call('POST', '/work_pools/p/queues/filter', {})).body)).toEqual(['first', 'default', 'second'])
    await api.call('PATCH', '/work_pools/p/queues/second', { priority: 2, name: 'middle' })
    const { body } = await api.call('POST', '/work_pools/p/queues/filter', {})
    expect(body.map((queue: { name: string; priority: number }) => [queue.name, queue.priority])).toEqual([
      ['first', 1],
      ['middle', 2],
      ['default', 3],
    ])
    expect((await api.call('POST', '/work_pools/p/queues', { name: 'first' })).status).toBe(409)
    expect((await api.call('DELETE', '/work_pools/p/queues/default')).status).toBe(409)
    expect((await api.call('DELETE', '/work_pools/p/queues/middle')).status).toBe(204)
    expect((await api.call('GET', '/work_pools/p/queues/middle')).status).toBe(404)
  })

  it('hand out due runs by urgency of the queue, then by time, and note the poll', async () => {
    await using api = await openTestApi(kind)
    await api.call('POST', '/work_pools/', { name: 'p', type: 'process' })
    await api.call('POST', '/work_pools/p/queues', { name: 'urgent', priority: 1 })
    const [late, early] = await schedule(api, 'p', 'default', LATER, PAST)
    const [urgent] = await schedule(api, 'p', 'urgent', LATER)
    await schedule(api, 'p', 'default', '2999-01-01T00:00:00Z')
    const before = new Date().toISOString()
    expect(await due(api, 'p', { scheduled_before: before })).toEqual([urgent, early, late])
    expect(await due(api, 'p', { scheduled_before: before, limit: 2 })).toEqual([urgent, early])
    expect(await due(api, 'p', { scheduled_before: before, work_queue_names: ['default'] })).toEqual([early, late])
    expect(await due(api, 'p', { scheduled_before: before, scheduled_after: '2020-01-01T12:00:00Z' })).toEqual([urgent, late])
    expect((await api.call('GET', '/work_pools/p/queues/urgent')).body).toMatchObject({ status: 'READY', last_polled: expect.any(String) })
  })

  it('keep to the limits of queue and pool, and give nothing while paused', async () => {
    await using api = await openTestApi(kind)
    await api.call('POST', '/work_pools/', { name: 'p', type: 'process', concurrency_limit: 2 })
    await api.call('POST', '/work_pools/p/queues', { name: 'slow', priority: 1, concurrency_limit: 1 })
    const [slow] = await schedule(api, 'p', 'slow', PAST, LATER)
    const [first] = await schedule(api, 'p', 'default', PAST, LATER)
    expect(await due(api, 'p')).toEqual([slow, first])
    await api.call('POST', `/flow_runs/${slow}/set_state`, { state: { type: 'PENDING' } })
    expect(await due(api, 'p')).toEqual([first])
    expect((await api.call('GET', '/work_pools/p')).body.active_slots).toBe(1)
    expect((await api.call('GET', '/work_pools/p/queues/slow')).body.active_slots).toBe(1)
    await api.call('PATCH', '/work_pools/p/queues/default', { is_paused: true })
    expect(await due(api, 'p')).toEqual([])
    await api.call('PATCH', '/work_pools/p/queues/default', { is_paused: false })
    await api.call('PATCH', '/work_pools/p', { is_paused: true })
    expect(await due(api, 'p')).toEqual([])
  })

  it('hold an empty answer back until a run becomes due', async () => {
    await using api = await openTestApi(kind)
    await api.call('POST', '/work_pools/', { name: 'p', type: 'process' })
    const waiting = due(api, 'p', { scheduled_before: new Date().toISOString() }, { prefer: 'wait=20' })
    const [run] = await schedule(api, 'p', 'default', PAST)
    expect(await waiting).toEqual([run])
  })

  it('end the wait when the next run becomes due, when it is over, and when the caller goes', async () => {
    await using api = await openTestApi(kind)
    await api.call('POST', '/work_pools/', { name: 'p', type: 'process' })
    const soon = new Date(Date.now() + 700).toISOString()
    const [run] = await schedule(api, 'p', 'default', soon)
    expect(await due(api, 'p', { scheduled_before: new Date().toISOString() }, { prefer: 'wait=20' })).toEqual([run])
    const over = await api.call(
      'POST',
      '/work_pools/p/get_scheduled_flow_runs',
      { scheduled_before: PAST },
      { headers: { prefer: 'wait=1' } },
    )
    expect(over).toMatchObject({ status: 200, body: [], headers: { 'Preference-Applied': 'wait=1' } })
    const gone = AbortSignal.abort()
    const left = await api.call(
      'POST',
      '/work_pools/p/get_scheduled_flow_runs',
      { scheduled_before: PAST },
      { headers: { prefer: 'wait=30' }, signal: gone },
    )
    expect(left.body).toEqual([])
  })
})
