import { describe, expect, it } from 'vitest'
import { openTestApi, type TestApi } from '../api/testing.ts'
import { STORE_KINDS } from '../store/testing.ts'
import { expiredPauses } from './expired-pauses.ts'

async function pausedRun(api: TestApi, pause_timeout: string): Promise<string> {
  const flow = (await api.call('POST', '/flows/', { name: 'f' })).body
  const { body } = await api.call('POST', '/flow_runs/', { flow_id: flow.id, state: { type: 'RUNNING' } })
  await api.call('POST', `/flow_runs/${body.id}/set_state`, { state: { type: 'PAUSED', state_details: { pause_timeout } } })
  return body.id
}

describe.each(STORE_KINDS)('paused runs on %s', (kind) => {
  it('fail when their time to be resumed is over', async () => {
    await using api = await openTestApi(kind)
    const over = await pausedRun(api, '2020-01-01T00:00:00Z')
    const waiting = await pausedRun(api, '2999-01-01T00:00:00Z')
    await expiredPauses.runOnce({ ...api.context, signal: new AbortController().signal })
    expect((await api.call('GET', `/flow_runs/${over}`)).body).toMatchObject({
      state_type: 'FAILED',
      state: { message: 'The flow was paused and never resumed.' },
    })
    expect((await api.call('GET', `/flow_runs/${waiting}`)).body).toMatchObject({ state_type: 'PAUSED' })
  })
})
