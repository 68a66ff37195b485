import { addSeconds } from '@millrace/protocol'
import { describe, expect, it } from 'vitest'
import { openTestApi, type TestApi } from '../api/testing.ts'
import { STORE_KINDS } from '../store/testing.ts'
import { createLapsedRuns } from './lapsed-runs.ts'

/** A run in a state, held for a minute. */
async function heldRun(api: TestApi, ...states: string[]): Promise<string> {
  const flow = (await api.call('POST', '/flows/', { name: 'f' })).body
  const { body } = await api.call('POST', '/flow_runs/', { flow_id: flow.id, state: { type: 'PENDING' } })
  for (const type of states) await api.call('POST', `/flow_runs/${body.id}/set_state`, { state: { type } })
  await hold(api, body.id)
  return body.id
}

const hold = (api: TestApi, id: string): Promise<unknown> =>
  api.call('POST', `/flow_runs/${id}/lease`, { attempt: 0, holder: 'host 1234', seconds: 60 })

const stateOf = async (api: TestApi, id: string): Promise<string> => (await api.call('GET', `/flow_runs/${id}`)).body.state_type

/** Turns as the loop would make them, every twenty seconds, while `seconds` pass. */
async function pass(api: TestApi, service: ReturnType<typeof createLapsedRuns>, from: number, seconds: number): Promise<void> {
  const begun = api.context.clock.now()
  for (let passed = from; passed <= from + seconds; passed += 20) {
    const now = addSeconds(begun, passed)
    await service.runOnce({ ...api.context, clock: { now: () => now }, signal: new AbortController().signal })
  }
}

describe.each(STORE_KINDS)('runs whose holder falls silent on %s', (kind) => {
  it('crash, or are cancelled if that was asked for', async () => {
    await using api = await openTestApi(kind)
    const running = await heldRun(api, 'RUNNING')
    const pending = await heldRun(api)
    const cancelling = await heldRun(api, 'RUNNING', 'CANCELLING')
    const never = (
      await api.call('POST', '/flow_runs/', {
        flow_id: (await api.call('POST', '/flows/', { name: 'f' })).body.id,
        state: { type: 'RUNNING' },
      })
    ).body.id
    await pass(api, createLapsedRuns(), 0, 120)
    expect(await Promise.all([running, pending, cancelling, never].map((id) => stateOf(api, id)))).toEqual([
      'CRASHED',
      'CRASHED',
      'CANCELLED',
      'RUNNING',
    ])
    expect((await api.call('GET', `/flow_runs/${running}`)).body.state.message).toContain('host 1234 has not renewed its lease')
  })

  it('are given the time of a lease after the server was away', async () => {
    await using api = await openTestApi(kind)
    const run = await heldRun(api, 'RUNNING')
    const service = createLapsedRuns()
    await pass(api, service, 3600, 60)
    expect(await stateOf(api, run)).toBe('RUNNING')
    await pass(api, service, 3680, 40)
    expect(await stateOf(api, run)).toBe('CRASHED')
  })

  it('are left alone when they have ended themselves, or wait', async () => {
    await using api = await openTestApi(kind)
    const paused = await heldRun(api, 'RUNNING', 'PAUSED')
    const done = await heldRun(api, 'RUNNING')
    await api.call('POST', `/flow_runs/${done}/set_state`, { state: { type: 'COMPLETED' } })
    await pass(api, createLapsedRuns(), 0, 120)
    expect(await Promise.all([paused, done].map((id) => stateOf(api, id)))).toEqual(['PAUSED', 'COMPLETED'])
  })

  it('are known by the lease that began with the claim', async () => {
    await using api = await openTestApi(kind)
    const { body: flow } = await api.call('POST', '/flows/', { name: 'f' })
    const newRun = async (): Promise<string> =>
      (await api.call('POST', '/flow_runs/', { flow_id: flow.id, state: { type: 'SCHEDULED' } })).body.id
    const claim = (id: string, lease: string): Promise<{ status: number }> =>
      api.call('POST', `/flow_runs/${id}/set_state`, { state: { type: 'PENDING' } }, { headers: { 'millrace-lease': lease } })
    const [claimed, lost] = [await newRun(), await newRun()]
    expect((await claim(claimed, '60;worker%20mill')).status).toBe(201)
    expect((await claim(lost, 'for long')).status).toBe(400)
    await pass(api, createLapsedRuns(), 0, 120)
    expect(await Promise.all([claimed, lost].map((id) => stateOf(api, id)))).toEqual(['CRASHED', 'SCHEDULED'])
    expect((await api.call('GET', `/flow_runs/${claimed}`)).body.state.message).toContain('worker mill has not renewed its lease')
  })
})
