import { describe, expect, it } from 'vitest'
import { STORE_KINDS } from '../store/testing.ts'
import { openTestApi, type TestApi } from './testing.ts'

const UNKNOWN = 'aaaaaaaa-0000-4000-8000-000000000002'

/** A pool with two queues, another pool, and a deployment for each of the pools. */
async function twoPools(api: TestApi) {
  const post = async (path: string, body: unknown): Promise<string> => (await api.call('POST', path, body)).body.id
  const flow_id = await post('/flows/', { name: 'grind' })
  const deployments: Record<string, string> = {}
  for (const pool of ['stones', 'sieves']) {
    await post('/work_pools/', { name: pool, type: 'process' })
    deployments[pool] = await post('/deployments/', { name: pool, flow_id, work_pool_name: pool })
  }
  const urgent = await post('/work_pools/stones/queues', { name: 'urgent' })
  const run = (pool: string, body: unknown = {}): Promise<string> => post(`/deployments/${deployments[pool]}/create_flow_run`, body)
  return { urgent, run }
}

describe.each(STORE_KINDS)('moving runs on %s', (kind) => {
  it('moves what waits in the pool, leaves what was taken or is elsewhere, and tells who polls', async () => {
    await using api = await openTestApi(kind)
    const { urgent, run } = await twoPools(api)
    const [waits, other, elsewhere, taken] = [await run('stones'), await run('stones'), await run('sieves'), await run('stones')]
    await api.call('POST', `/flow_runs/${taken}/set_state`, { state: { type: 'PENDING' } })
    const polled = async (): Promise<string[]> => {
      const { body } = await api.call('POST', '/work_pools/stones/get_scheduled_flow_runs', { work_queue_names: ['urgent'] })
      return body.map(({ flow_run }: { flow_run: { id: string } }) => flow_run.id)
    }
    expect(await polled()).toEqual([])
    const move = (flow_run_ids: string[], work_queue_id = urgent) => api.call('POST', '/ui/flow_runs/move', { flow_run_ids, work_queue_id })
    expect(await move([waits, elsewhere, taken, UNKNOWN])).toMatchObject({ status: 200, body: { moved: [waits] } })
    expect(await polled()).toEqual([waits])
    expect((await api.call('GET', `/flow_runs/${waits}`)).body).toMatchObject({ work_queue_name: 'urgent', work_queue_id: urgent })
    expect((await api.call('GET', `/flow_runs/${other}`)).body).toMatchObject({ work_queue_name: 'default' })
    // What is there already has not been moved.
    expect((await move([waits])).body).toEqual({ moved: [] })
    expect((await move([other], UNKNOWN)).status).toBe(404)
    expect((await move([])).status).toBe(422)
    const { body: log } = await api.call('POST', '/audit/filter', { filter: { action: 'ui.moveFlowRuns' } })
    expect(log.entries.map(({ id }: { id: string }) => id)).toEqual([waits])
  })
})
