import { describe, expect, it } from 'vitest'
import { STORE_KINDS } from '../store/testing.ts'
import { type Answered, openTestApi, type TestApi } from './testing.ts'

const V2 = '/v2/concurrency_limits'
const PREFECT = { headers: { 'user-agent': 'prefect/3.8.8 (API 0.8.4)' } }
const holder = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

/** A deployment with a limit, and runs of it that were due one after the other. */
async function withRuns(api: TestApi, count: number, limits: object): Promise<{ deployment: string; runs: string[] }> {
  const flow = (await api.call('POST', '/flows/', { name: 'f' })).body.id
  const deployment = (await api.call('POST', '/deployments/', { name: 'd', flow_id: flow, ...limits })).body.id
  const runs: string[] = []
  for (let index = 0; index < count; index += 1) {
    const scheduled_time = new Date(Date.UTC(2024, 0, 1, 0, index)).toISOString()
    const state = { type: 'SCHEDULED', state_details: { scheduled_time } }
    runs.push((await api.call('POST', `/deployments/${deployment}/create_flow_run`, { state })).body.id)
  }
  return { deployment, runs }
}

const propose = async (api: TestApi, run: string, type: string): Promise<string> => {
  const { body } = await api.call('POST', `/flow_runs/${run}/set_state`, { state: { type } }, PREFECT)
  return `${body.status} ${body.state?.name}`
}

const due = async (api: TestApi, deployment: string, prefer = 'wait=0'): Promise<string[]> => {
  // The server's times are finer than ours.
  const body = { deployment_ids: [deployment], scheduled_before: new Date(Date.now() + 1000).toISOString() }
  const answer = await api.call('POST', '/deployments/get_scheduled_flow_runs', body, { headers: { prefer } })
  return answer.body.map(({ id }: { id: string }) => id)
}

describe.each(STORE_KINDS)('runs that wait for a slot of their deployment, on %s', (kind) => {
  it('are offered it at once when one comes free, the one first that was due first', async () => {
    await using api = await openTestApi(kind)
    const { deployment, runs } = await withRuns(api, 5, { concurrency_limit: 1 })
    const [first = '', second = '', third = '', ...rest] = runs
    expect(await propose(api, first, 'PENDING')).toBe('ACCEPT Pending')
    for (const run of [third, ...rest, second]) expect(await propose(api, run, 'PENDING')).toBe('REJECT AwaitingConcurrencySlot')
    expect(await due(api, deployment)).toEqual([])
    const waiting = due(api, deployment, 'wait=20')
    await propose(api, first, 'RUNNING')
    expect(await propose(api, first, 'COMPLETED')).toBe('ACCEPT Completed')
    expect(await waiting).toEqual([second])
    // It is kept for the one it was offered to.
    expect(await propose(api, third, 'PENDING')).toBe('REJECT AwaitingConcurrencySlot')
    expect(await propose(api, second, 'PENDING')).toBe('ACCEPT Pending')
    // The time at which it would have asked again holds it up no more.
    expect(await propose(api, second, 'RUNNING')).toBe('ACCEPT Running')
    await propose(api, second, 'FAILED')
    expect(await due(api, deployment)).toEqual([third])
  })

  it('of several deployments share a global limit in the order in which they were due', async () => {
    await using api = await openTestApi(kind)
    const limit = (await api.call('POST', `${V2}/`, { name: 'shared', limit: 1 })).body.id
    const { deployment, runs } = await withRuns(api, 3, { global_concurrency_limit_id: limit })
    const [first = '', second = '', third = ''] = runs
    for (const run of runs) await propose(api, run, 'PENDING')
    // Somebody who knows no run holds slots of the same limit.
    await api.call('PATCH', `${V2}/shared`, { limit: 2 })
    await api.call('POST', `${V2}/increment`, { names: ['shared'], slots: 1 })
    await propose(api, first, 'CANCELLED')
    expect(await due(api, deployment)).toEqual([second])
    await api.call('POST', `${V2}/decrement`, { names: ['shared'], slots: 1 })
    expect(await due(api, deployment)).toEqual([second, third])
  })

  it('ask again the more seldom the further back they are', async () => {
    await using api = await openTestApi(kind)
    const { runs } = await withRuns(api, 6, { concurrency_limit: 2 })
    for (const run of runs) await propose(api, run, 'PENDING')
    const waits = await Promise.all(
      runs.slice(2).map(async (run) => {
        const { body } = await api.call('GET', `/flow_runs/${run}`)
        return Math.round((Date.parse(body.state.state_details.scheduled_time) - Date.parse(body.state.timestamp)) / 1000)
      }),
    )
    expect(waits).toEqual([30, 30, 60, 60])
  })

  it('have the limit of their deployment from the beginning', async () => {
    await using api = await openTestApi(kind)
    const { deployment } = await withRuns(api, 0, { concurrency_limit: 3 })
    const read = async (): Promise<Answered['body']> => (await api.call('GET', `/deployments/${deployment}`)).body.global_concurrency_limit
    const name = `deployment:${deployment}`
    expect(await read()).toMatchObject({ name, limit: 3, active: true, active_slots: 0 })
    await api.call('PATCH', `/deployments/${deployment}`, { concurrency_limit: 5 })
    expect((await api.call('GET', `${V2}/${name}`)).body).toMatchObject({ limit: 5 })
    await api.call('PATCH', `/deployments/${deployment}`, { description: 'unchanged' })
    expect(await read()).toMatchObject({ limit: 5 })
    await api.call('PATCH', `/deployments/${deployment}`, { concurrency_limit: null })
    expect(await read()).toBeNull()
    expect((await api.call('GET', `${V2}/${name}`)).status).toBe(404)
    await api.call('PATCH', `/deployments/${deployment}`, { concurrency_limit: 1 })
    await api.call('DELETE', `/deployments/${deployment}`)
    expect((await api.call('GET', `${V2}/${name}`)).status).toBe(404)
  })
})

describe.each(STORE_KINDS)('callers that wait for slots, on %s', (kind) => {
  const take = (api: TestApi, id: number, wait: number, signal?: AbortSignal): Promise<Answered> =>
    api.call(
      'POST',
      `${V2}/increment-with-lease`,
      { names: ['db'], slots: 1, mode: 'concurrency', lease_duration: 60, holder: { type: 'task_run', id: holder(id) } },
      { headers: { prefer: `wait=${wait}` }, ...(signal && { signal }) },
    )

  it('have them in the order in which they came, and none is forgotten', async () => {
    await using api = await openTestApi(kind)
    await api.call('POST', `${V2}/`, { name: 'db', limit: 3 })
    const served: number[] = []
    let most = 0
    let holding = 0
    const gone = new AbortController()
    const hold = async (id: number): Promise<void> => {
      const answer = await take(api, id, 30, id % 7 === 3 ? gone.signal : undefined)
      if (answer.status !== 200) return
      served.push(id)
      most = Math.max(most, (holding += 1))
      await new Promise((resolve) => setTimeout(resolve, 2))
      holding -= 1
      await api.call('POST', `${V2}/decrement-with-lease`, { lease_id: answer.body.lease_id })
    }
    const first = await Promise.all([take(api, 101, 0), take(api, 102, 0), take(api, 103, 0)])
    const waiting: Promise<void>[] = []
    for (let id = 0; id < 60; id += 1) waiting.push(hold(id))
    // Some of those who wait go away.
    gone.abort()
    await new Promise((resolve) => setTimeout(resolve, 50))
    for (const { body } of first) await api.call('POST', `${V2}/decrement-with-lease`, { lease_id: body.lease_id })
    await Promise.all(waiting)
    expect(served).toEqual(Array.from({ length: 60 }, (_, id) => id).filter((id) => id % 7 !== 3))
    expect(most).toBeLessThanOrEqual(3)
    expect((await api.call('GET', `${V2}/db`)).body).toMatchObject({ active_slots: 0 })
  })

  it('are refused when their time is over, and have their place when they ask again', async () => {
    await using api = await openTestApi(kind)
    await api.call('POST', `${V2}/`, { name: 'db', limit: 1 })
    const { body } = await take(api, 1, 0)
    const refused = await take(api, 2, 1)
    expect(refused.status).toBe(423)
    const order: number[] = []
    const later = take(api, 3, 20).then((answer) => (order.push(3), answer))
    const again = take(api, 2, 20).then((answer) => (order.push(2), answer))
    await api.call('POST', `${V2}/decrement-with-lease`, { lease_id: body.lease_id })
    const { body: second } = await again
    await api.call('POST', `${V2}/decrement-with-lease`, { lease_id: second.lease_id })
    expect(await later).toMatchObject({ status: 200, headers: { 'Preference-Applied': 'wait=20' } })
    expect(order).toEqual([2, 3])
  })
})
