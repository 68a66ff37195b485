import { describe, expect, it } from 'vitest'
import { openTestApi, type TestApi } from '../api/testing.ts'
import { STORE_KINDS } from '../store/testing.ts'
import { createLateRuns } from './late-runs.ts'

async function scheduledRun(api: TestApi, scheduled_time: string): Promise<string> {
  const flow = (await api.call('POST', '/flows/', { name: 'f' })).body
  const state = { type: 'SCHEDULED', state_details: { scheduled_time } }
  return (await api.call('POST', '/flow_runs/', { flow_id: flow.id, state })).body.id
}

const turn = (api: TestApi): Promise<unknown> =>
  createLateRuns(api.context.settings).runOnce({ ...api.context, signal: new AbortController().signal })

describe.each(STORE_KINDS)('late runs on %s', (kind) => {
  it('are those that nobody started within fifteen seconds', async () => {
    await using api = await openTestApi(kind)
    const late = await scheduledRun(api, '2020-01-01T00:00:00Z')
    const soon = await scheduledRun(api, new Date(Date.now() - 5000).toISOString())
    const begun = await scheduledRun(api, '2020-01-01T00:00:00Z')
    await api.call('POST', `/flow_runs/${begun}/set_state`, { state: { type: 'PENDING' } })
    await turn(api)
    const names = await Promise.all([late, soon, begun].map(async (id) => (await api.call('GET', `/flow_runs/${id}`)).body.state_name))
    expect(names).toEqual(['Late', 'Scheduled', 'Pending'])
    const { body } = await api.call('GET', `/flow_runs/${late}`)
    expect(body).toMatchObject({ next_scheduled_start_time: '2020-01-01T00:00:00.000000Z', state_type: 'SCHEDULED' })
  })

  it('are marked once', async () => {
    await using api = await openTestApi(kind)
    const late = await scheduledRun(api, '2020-01-01T00:00:00Z')
    await turn(api)
    await turn(api)
    expect((await api.call('GET', `/flow_run_states/?flow_run_id=${late}`)).body).toHaveLength(2)
  })
})
