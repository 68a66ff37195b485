import type { Reason } from '@millrace/protocol'
import { describe, expect, it } from 'vitest'
import { openTestApi, type TestApi } from '../api/testing.ts'
import { STORE_KINDS } from '../store/testing.ts'

const SOON = '2101-01-01T00:00:00Z'
const LONG_AGO = '2024-01-01T00:00:00Z'
const LATER = '2024-01-02T00:00:00Z'

const scheduled = (scheduled_time: string): object => ({ type: 'SCHEDULED', state_details: { scheduled_time } })

async function done(api: TestApi, method: 'POST' | 'PATCH', path: string, body?: unknown): Promise<{ readonly id: string }> {
  const answered = await api.call(method, path, body)
  expect([200, 201, 204], `${method} ${path} ${JSON.stringify(answered.body)}`).toContain(answered.status)
  return answered.body
}

/** A flow with a deployment in a pool, and what a test asks of them. */
async function setup(api: TestApi, deployment: object = {}) {
  const { id: flow } = await done(api, 'POST', '/flows/', { name: 'wheel' })
  await done(api, 'POST', '/work_pools/', { name: 'mill', type: 'docker' })
  const made = await done(api, 'POST', '/deployments/', { name: 'nightly', flow_id: flow, work_pool_name: 'mill', ...deployment })
  return {
    deploymentId: made.id,
    run: async (state: object = scheduled(LONG_AGO), more: object = {}) =>
      (await done(api, 'POST', `/deployments/${made.id}/create_flow_run`, { state, ...more })).id,
    loose: async (more: object = {}) => (await done(api, 'POST', '/flow_runs/', { flow_id: flow, state: scheduled(LONG_AGO), ...more })).id,
    set: (id: string, type: string, more: object = {}) =>
      done(api, 'POST', `/flow_runs/${id}/set_state`, { state: { type, ...more }, force: true }),
    poll: () => done(api, 'POST', '/work_pools/mill/get_scheduled_flow_runs', {}),
    task: async (flow_run_id: string, name: string, type: string, message?: string) => {
      const { id } = await done(api, 'POST', '/task_runs/', { flow_run_id, name, task_key: name, dynamic_key: '0' })
      const states = [{ type: 'RUNNING' }, ...(type === 'RUNNING' ? [] : [{ type, message }])]
      for (const state of states) await done(api, 'POST', `/task_runs/${id}/set_state`, { state })
      return id
    },
    why: async (id: string): Promise<Reason[]> => {
      const { status, body } = await api.call('GET', `/ui/flow_runs/${id}/explain`)
      expect(status, JSON.stringify(body)).toBe(200)
      expect(body.flow_run_id).toBe(id)
      return body.reasons
    },
  }
}

describe.each(STORE_KINDS)('a flow run says why it is where it is, on %s', (kind) => {
  it('when it is not due', async () => {
    await using api = await openTestApi(kind)
    const { run, why } = await setup(api)
    expect(await why(await run(scheduled(SOON)))).toMatchObject([{ code: 'scheduled', timezone: null }])
  })

  it('in the time zone of its schedule', async () => {
    await using api = await openTestApi(kind)
    const schedules = [{ schedule: { cron: '30 2 * * *', timezone: 'Europe/Berlin' }, active: true }]
    const { deploymentId, why } = await setup(api, { schedules })
    await done(api, 'POST', `/deployments/${deploymentId}/schedule`, {})
    const [next] = (await api.call('POST', '/flow_runs/filter', { sort: 'EXPECTED_START_TIME_ASC', limit: 1 })).body
    expect(await why(next.id)).toMatchObject([{ code: 'scheduled', timezone: 'Europe/Berlin' }])
  })

  it('S060: when no worker of its pool’s type polls, and since when', async () => {
    await using api = await openTestApi(kind)
    const { run, why, poll } = await setup(api)
    const id = await run()
    expect(await why(id)).toEqual([{ code: 'no_worker', pool: 'mill', pool_type: 'docker', since: null }])
    await poll()
    expect(await why(id)).toMatchObject([{ code: 'due', pool: 'mill', queue: 'default' }])
  })

  it('when workers of another type alone poll its pool', async () => {
    await using api = await openTestApi(kind)
    const { run, why, poll } = await setup(api)
    const id = await run()
    await poll()
    const heard = (name: string, worker_type?: string): Promise<unknown> =>
      done(api, 'POST', '/work_pools/mill/workers/heartbeat', { name, ...(worker_type === undefined ? {} : { worker_type }) })
    await heard('a', 'process')
    await heard('b', 'kubernetes')
    expect(await why(id)).toEqual([
      { code: 'wrong_worker_type', pool: 'mill', pool_type: 'docker', worker_types: ['kubernetes', 'process'] },
    ])
    // One that does not say, as those of 2.20, may be of the right type.
    await heard('c')
    expect(await why(id)).toMatchObject([{ code: 'due' }])
    await heard('c', 'docker')
    expect(await why(id)).toMatchObject([{ code: 'due' }])
  })

  it('when its pool or queue is paused', async () => {
    await using api = await openTestApi(kind)
    const { run, why, poll } = await setup(api)
    const id = await run()
    await poll()
    await done(api, 'PATCH', '/work_pools/mill/queues/default', { is_paused: true })
    expect(await why(id)).toEqual([{ code: 'queue_paused', pool: 'mill', queue: 'default' }])
    await done(api, 'PATCH', '/work_pools/mill', { is_paused: true })
    expect((await why(id)).map(({ code }) => code)).toEqual(['pool_paused', 'queue_paused'])
  })

  it('when queue or pool are full, and how many are before it', async () => {
    await using api = await openTestApi(kind)
    const { run, why, poll, set } = await setup(api)
    await poll()
    await set(await run(), 'RUNNING')
    await run(scheduled(LONG_AGO))
    const id = await run(scheduled(LATER))
    await done(api, 'PATCH', '/work_pools/mill', { concurrency_limit: 1 })
    expect(await why(id)).toEqual([{ code: 'pool_full', pool: 'mill', running: 1, limit: 1, before: 1 }])
    await done(api, 'PATCH', '/work_pools/mill/queues/default', { concurrency_limit: 1 })
    expect((await why(id))[0]).toEqual({ code: 'queue_full', pool: 'mill', queue: 'default', running: 1, limit: 1, before: 1 })
  })

  it('S072: when nobody would pick it up', async () => {
    await using api = await openTestApi(kind)
    const { why, run, loose, deploymentId } = await setup(api, { work_pool_name: null })
    expect(await why(await run())).toEqual([{ code: 'no_queue', deployment: { id: deploymentId, name: 'nightly' } }])
    expect(await why(await loose())).toEqual([{ code: 'no_queue', deployment: null }])
  })

  it('S073: when a queue takes it by its tags', async () => {
    await using api = await openTestApi(kind)
    const { why, loose } = await setup(api)
    await done(api, 'POST', '/work_queues/', { name: 'tagged', filter: { tags: ['night'] } })
    expect(await why(await loose({ tags: ['night', 'x'] }))).toMatchObject([{ code: 'no_worker', pool: 'default-agent-pool' }])
    expect(await why(await loose({ tags: ['x'] }))).toMatchObject([{ code: 'no_queue' }])
  })

  it('when a program that serves its deployment will take it', async () => {
    await using api = await openTestApi(kind)
    const { why, run, deploymentId } = await setup(api, { work_pool_name: null })
    const id = await run()
    await done(api, 'POST', '/deployments/get_scheduled_flow_runs', { deployment_ids: [deploymentId] })
    expect(await why(id)).toMatchObject([{ code: 'due', pool: null, queue: null }])
  })

  it('when it waits for a slot', async () => {
    await using api = await openTestApi(kind)
    const { why, run } = await setup(api, { concurrency_limit: 1 })
    const holder = await run()
    const [second, third] = [await run(scheduled(LONG_AGO)), await run(scheduled(LATER))]
    for (const id of [holder, second, third]) await done(api, 'POST', `/flow_runs/${id}/set_state`, { state: { type: 'PENDING' } })
    expect(await why(second)).toMatchObject([
      { code: 'waiting_for_slot', limit: { name: 'nightly' }, used: 1, slots: 1, place: 1, holders: [{ kind: 'flow-run', id: holder }] },
    ])
    expect(await why(third)).toMatchObject([{ code: 'waiting_for_slot', place: 2 }])
  })

  it('when a worker has taken it', async () => {
    await using api = await openTestApi(kind)
    const { why, run, set } = await setup(api)
    const id = await run()
    await set(id, 'PENDING', { message: 'pulling image shop:1.4' })
    await done(api, 'POST', `/flow_runs/${id}/lease`, { attempt: 1, holder: 'worker w-1 on host', seconds: 60 })
    expect(await why(id)).toMatchObject([{ code: 'pending', worker: 'w-1', doing: 'pulling image shop:1.4' }])
  })

  it('when it runs', async () => {
    await using api = await openTestApi(kind)
    const { why, run, set, task } = await setup(api)
    const id = await run(scheduled(LONG_AGO), { empirical_policy: { retries: 2 } })
    await set(id, 'RUNNING')
    const load = await task(id, 'load', 'RUNNING')
    expect(await why(id)).toMatchObject([{ code: 'running', attempt: 1, attempts: 3, running: [{ id: load, name: 'load' }] }])
  })

  it('when it waits for its next attempt', async () => {
    await using api = await openTestApi(kind)
    const { why, run, set, task } = await setup(api)
    const id = await run(scheduled(LONG_AGO), { empirical_policy: { retries: 3 } })
    await set(id, 'RUNNING')
    const flaky = await task(id, 'flaky', 'FAILED', 'ConnectionError: upstream refused')
    await set(id, 'SCHEDULED', { name: 'AwaitingRetry', state_details: { scheduled_time: SOON } })
    const message = 'ConnectionError: upstream refused'
    expect(await why(id)).toMatchObject([{ code: 'awaiting_retry', attempt: 2, attempts: 4, task: { id: flaky, name: 'flaky' }, message }])
  })

  it('when it failed', async () => {
    await using api = await openTestApi(kind)
    const { why, run, set, task } = await setup(api)
    const id = await run()
    await set(id, 'RUNNING')
    await task(id, 'extract', 'COMPLETED')
    const load = await task(id, 'load', 'FAILED', 'ValueError: loss is NaN')
    const line = (level: number, second: number): object => {
      return { name: 'x', level, message: 'm', timestamp: `2024-01-01T00:00:0${second}Z`, flow_run_id: id }
    }
    await done(api, 'POST', '/logs/', [line(20, 1), line(40, 2), line(20, 3)])
    await set(id, 'FAILED', { message: 'Flow run encountered an exception' })
    const message = 'ValueError: loss is NaN'
    expect(await why(id)).toMatchObject([
      { code: 'failed', task: { id: load, name: 'load' }, place: 2, of: 2, message, attempts: 1, log: { number: 2 } },
    ])
  })

  it('when it failed by itself', async () => {
    await using api = await openTestApi(kind)
    const { why, run, set } = await setup(api)
    const id = await run()
    await set(id, 'RUNNING')
    await set(id, 'FAILED', { message: 'no reason' })
    expect(await why(id)).toMatchObject([{ code: 'failed', task: null, place: null, of: null, message: 'no reason', log: null }])
  })

  it('when it crashed', async () => {
    await using api = await openTestApi(kind)
    const { why, run, set } = await setup(api)
    const cases = [
      ['The process of the flow run exited with status code 137: it was killed.', { exit_code: 137, signal: null, lapsed: null }],
      ['The process of the flow run was ended by SIGKILL: out of memory.', { exit_code: null, signal: 'SIGKILL', lapsed: null }],
      [
        'The flow run process is gone: worker w on h has not renewed its lease, which lapsed at 2024-01-01T10:41:37.000000Z',
        { exit_code: null, signal: null, lapsed: '2024-01-01T10:41:37.000000Z' },
      ],
    ] as const
    for (const [message, expected] of cases) {
      const id = await run()
      await set(id, 'RUNNING')
      await set(id, 'CRASHED', { message })
      expect(await why(id)).toMatchObject([{ code: 'crashed', message, ...expected }])
    }
  })

  it('when it completed in spite of a failed task', async () => {
    await using api = await openTestApi(kind)
    const { why, run, set, task } = await setup(api)
    const id = await run()
    await set(id, 'RUNNING')
    const failed = await task(id, 'item-77', 'FAILED', 'x')
    await task(id, 'item-78', 'COMPLETED')
    await done(api, 'POST', '/logs/', [{ name: 'x', level: 30, message: 'm', timestamp: LATER, flow_run_id: id }])
    await set(id, 'COMPLETED')
    expect(await why(id)).toEqual([
      { code: 'completed', tasks: 2, failed: [{ id: failed, name: 'item-77' }], failed_count: 1, warnings: 1 },
    ])
  })

  it('when it is paused', async () => {
    await using api = await openTestApi(kind)
    const { why, run, set } = await setup(api)
    const id = await run()
    await set(id, 'RUNNING')
    const keys = { schema: 'paused-1-schema', description: 'paused-1-description', response: 'paused-1-response' }
    await done(api, 'POST', `/flow_runs/${id}/input`, { key: keys.description, value: '"Approve the import?"' })
    await set(id, 'PAUSED', { state_details: { pause_timeout: SOON, run_input_keyset: keys } })
    expect(await why(id)).toMatchObject([{ code: 'paused', suspended: false, input: true, description: 'Approve the import?' }])
  })

  it('when it is cancelling and cancelled, with what became of its subflows', async () => {
    await using api = await openTestApi(kind)
    const { why, run, set, task, loose } = await setup(api)
    const id = await run()
    await set(id, 'RUNNING')
    const parent_task_run_id = await task(id, 'child', 'RUNNING')
    await loose({ parent_task_run_id })
    await set(id, 'CANCELLING', { message: 'wrong day' })
    expect(await why(id)).toMatchObject([{ code: 'cancelling', reason: 'wrong day' }])
    await set(id, 'CANCELLED', { message: 'wrong day' })
    expect(await why(id)).toMatchObject([{ code: 'cancelled', reason: 'wrong day', children: 1, children_stopped: 0 }])
  })

  it('unless there is none', async () => {
    await using api = await openTestApi(kind)
    const { status, body } = await api.call('GET', '/ui/flow_runs/0197c9a0-0000-7000-8000-000000000001/explain')
    expect([status, body.detail]).toEqual([404, 'Flow run not found'])
  })
})
