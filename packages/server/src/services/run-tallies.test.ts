import { addSeconds } from '@millrace/protocol'
import { describe, expect, it } from 'vitest'
import { openTestApi, type TestApi } from '../api/testing.ts'
import { readCounted } from '../store/queries/run-tallies.ts'
import { STORE_KINDS } from '../store/testing.ts'
import { runTallies } from './run-tallies.ts'

const turn = (api: TestApi): Promise<unknown> => runTallies.runOnce({ ...api.context, signal: new AbortController().signal })

/** What the history says of the days around three days ago. */
async function names(api: TestApi): Promise<Record<string, number>> {
  const now = api.context.clock.now()
  const span = { history_start: addSeconds(now, -5 * 86_400), history_end: addSeconds(now, -86_400), history_interval_seconds: 4 * 86_400 }
  const { body } = await api.call('POST', '/flow_runs/history', span)
  return Object.fromEntries(body[0].states.map((state: { state_name: string; count_runs: number }) => [state.state_name, state.count_runs]))
}

describe.each(STORE_KINDS)('counting runs on %s', (kind) => {
  it('keeps up with runs of past days that go on after they were counted', async () => {
    await using api = await openTestApi(kind)
    const flow = (await api.call('POST', '/flows/', { name: 'f' })).body
    const scheduled_time = addSeconds(api.context.clock.now(), -3 * 86_400)
    const create = async (): Promise<string> =>
      (await api.call('POST', '/flow_runs/', { flow_id: flow.id, state: { type: 'SCHEDULED', state_details: { scheduled_time } } })).body.id
    const set = (id: string, type: string): Promise<unknown> =>
      api.call('POST', `/flow_runs/${id}/set_state`, { state: { type }, force: true })
    const [first, second] = [await create(), await create()]
    await set(first, 'COMPLETED')
    await turn(api)
    expect(await names(api)).toEqual({ Completed: 1, Scheduled: 1 })
    await set(second, 'FAILED')
    expect(await names(api)).toEqual({ Completed: 1, Failed: 1 })
    await turn(api)
    await set(first, 'RUNNING')
    expect(await names(api)).toEqual({ Running: 1, Failed: 1 })
    await turn(api)
    await api.call('DELETE', `/flow_runs/${second}`)
    expect(await names(api)).toEqual({ Running: 1 })
    await turn(api)
    expect(await names(api)).toEqual({ Running: 1 })
    expect((await api.context.store.read(readCounted))?.gaps).toEqual([])
  })
})
