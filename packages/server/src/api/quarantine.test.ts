import { describe, expect, it } from 'vitest'
import { openTestApi, type TestApi } from './testing.ts'
import { STORE_KINDS } from '../store/testing.ts'

/** One more attempt that dies, after it has finished some tasks; answers what the server made of that. */
async function die(api: TestApi, id: string, ...finished: string[]): Promise<string> {
  const set = async (state: object): Promise<string> => {
    const { body } = await api.call('POST', `/flow_runs/${id}/set_state`, { state })
    return body.status === 'ACCEPT' ? body.state.name : `${body.status}: ${body.details.reason}`
  }
  const begun = await set({ type: 'PENDING' })
  if (begun !== 'Pending') return begun
  await set({ type: 'RUNNING' })
  for (const dynamic_key of finished) {
    const { body: task } = await api.call('POST', '/task_runs/', { flow_run_id: id, task_key: 't', dynamic_key })
    for (const type of ['RUNNING', 'COMPLETED']) await api.call('POST', `/task_runs/${task.id}/set_state`, { state: { type }, force: true })
  }
  return await set({ type: 'CRASHED', message: 'The process was killed.' })
}

async function newRun(api: TestApi): Promise<string> {
  const { body: flow } = await api.call('POST', '/flows/', { name: 'f' })
  const { body: deployment } = await api.call('POST', '/deployments/', { name: 'd', flow_id: flow.id })
  const { body: run } = await api.call('POST', `/deployments/${deployment.id}/create_flow_run`, { state: { type: 'SCHEDULED' } })
  return run.id
}

const again = (api: TestApi, id: string, force = false): Promise<{ body: { status: string } }> =>
  api.call('POST', `/flow_runs/${id}/set_state`, { state: { type: 'SCHEDULED' }, force })

describe.each(STORE_KINDS)('R19: a run whose process dies again and again, on %s', (kind) => {
  it('is set aside after the third time, and comes back by force alone', async () => {
    await using api = await openTestApi(kind)
    const id = await newRun(api)
    const ends: string[] = []
    for (let death = 0; death < 3; death += 1) {
      ends.push(await die(api, id))
      if (death < 2) await again(api, id)
    }
    expect(ends).toEqual(['Crashed', 'Crashed', 'Quarantined'])
    const { body } = await api.call('GET', `/flow_runs/${id}`)
    expect(body.state).toMatchObject({ type: 'CRASHED', message: expect.stringMatching(/^The process was killed\. .* set aside\.$/) })
    expect((await again(api, id)).body.status).toBe('ABORT')
    expect(await die(api, id)).toContain('ABORT: The run is quarantined')
    expect((await again(api, id, true)).body.status).toBe('ACCEPT')
    expect((await api.call('POST', `/flow_runs/${id}/set_state`, { state: { type: 'PENDING' } })).body.status).toBe('ACCEPT')
  })

  it('goes on as long as it gets further', async () => {
    await using api = await openTestApi(kind)
    const id = await newRun(api)
    const ends: string[] = []
    for (let death = 0; death < 4; death += 1) {
      ends.push(await die(api, id, String(death)))
      await again(api, id)
    }
    expect(ends).toEqual(['Crashed', 'Crashed', 'Crashed', 'Crashed'])
  })

  it('begins to count anew when it ended otherwise in between', async () => {
    await using api = await openTestApi(kind)
    const id = await newRun(api)
    await die(api, id)
    await again(api, id)
    for (const type of ['PENDING', 'RUNNING', 'FAILED']) await api.call('POST', `/flow_runs/${id}/set_state`, { state: { type } })
    await again(api, id)
    expect(await die(api, id)).toBe('Crashed')
  })
})
