import { addSeconds } from '@millrace/protocol'
import { describe, expect, it } from 'vitest'
import { openTestApi, type TestApi } from '../api/testing.ts'
import { STORE_KINDS } from '../store/testing.ts'
import { createCancellationCleanup } from './cancellation-cleanup.ts'

const { signal } = new AbortController()

async function flowRun(api: TestApi, given: object = {}): Promise<string> {
  const flow = (await api.call('POST', '/flows/', { name: 'f' })).body.id
  return (await api.call('POST', '/flow_runs/', { flow_id: flow, state: { type: 'RUNNING' }, ...given })).body.id
}

const taskRun = async (api: TestApi, flow_run_id: string, type = 'RUNNING'): Promise<string> =>
  (await api.call('POST', '/task_runs/', { flow_run_id, task_key: 't', dynamic_key: crypto.randomUUID(), state: { type } })).body.id

const end = (api: TestApi, id: string, state: object): Promise<unknown> =>
  api.call('POST', `/flow_runs/${id}/set_state`, { state, force: true })

const stateOf = async (api: TestApi, path: string): Promise<string> => (await api.call('GET', path)).body.state_type

/** Turns some seconds ahead of time, of servers that see to it at once. */
async function turnIn(api: TestApi, seconds: number): Promise<void> {
  const now = addSeconds(api.context.clock.now(), seconds)
  const service = createCancellationCleanup(api.context.settings)
  const turn = { ...api.context, clock: { now: () => now }, signal }
  await Promise.all([service.runOnce(turn), service.runOnce(turn)])
}

describe.each(STORE_KINDS)('what is left of runs that ended, on %s', (kind) => {
  it('is cancelled with a run that was cancelled, down to the subflows of its subflows', async () => {
    await using api = await openTestApi(kind)
    const run = await flowRun(api)
    const tasks = [await taskRun(api, run), await taskRun(api, run, 'PENDING'), await taskRun(api, run, 'COMPLETED')]
    const stub = await taskRun(api, run)
    const subflow = await flowRun(api, { parent_task_run_id: stub })
    const deeper = await flowRun(api, { parent_task_run_id: await taskRun(api, subflow) })
    const other = await taskRun(api, await flowRun(api))
    await end(api, run, { type: 'CANCELLED' })
    // A level a turn.
    for (let turn = 0; turn < 3; turn += 1) await turnIn(api, 1)
    expect(await Promise.all(tasks.map((id) => stateOf(api, `/task_runs/${id}`)))).toEqual(['CANCELLED', 'CANCELLED', 'COMPLETED'])
    expect(await Promise.all([subflow, deeper].map((id) => stateOf(api, `/flow_runs/${id}`)))).toEqual(['CANCELLED', 'CANCELLED'])
    expect(await stateOf(api, `/task_runs/${other}`)).toBe('RUNNING')
    const states = (await api.call('GET', `/task_run_states/?task_run_id=${tasks[0]}`)).body
    expect(states.map(({ type }: { type: string }) => type)).toEqual(['RUNNING', 'CANCELLED'])
  })

  it('is left to the worker of a deployed subflow, which is told to stop', async () => {
    await using api = await openTestApi(kind)
    const run = await flowRun(api)
    const flow = (await api.call('POST', '/flows/', { name: 'f' })).body.id
    const deployment = (await api.call('POST', '/deployments/', { name: 'd', flow_id: flow })).body.id
    const deployed = await flowRun(api, { parent_task_run_id: await taskRun(api, run), deployment_id: deployment })
    await end(api, run, { type: 'CANCELLED' })
    await turnIn(api, 1)
    expect(await stateOf(api, `/flow_runs/${deployed}`)).toBe('CANCELLING')
  })

  it('is crashed with a run that crashed or ran out of time, once it has had time to tell how it ended', async () => {
    await using api = await openTestApi(kind)
    const [crashed, late, failed] = [await flowRun(api), await flowRun(api), await flowRun(api)]
    const tasks = [await taskRun(api, crashed), await taskRun(api, late), await taskRun(api, failed)]
    await end(api, crashed, { type: 'CRASHED' })
    await end(api, late, { type: 'FAILED', name: 'TimedOut' })
    await end(api, failed, { type: 'FAILED' })
    const states = (): Promise<string[]> => Promise.all(tasks.map((id) => stateOf(api, `/task_runs/${id}`)))
    await turnIn(api, 1)
    expect(await states()).toEqual(['RUNNING', 'RUNNING', 'RUNNING'])
    await turnIn(api, 90)
    expect(await states()).toEqual(['CRASHED', 'CRASHED', 'RUNNING'])
  })

  it('is cleared away by a worker when nobody carried out a cancellation', async () => {
    await using api = await openTestApi(kind)
    await api.call('POST', '/work_pools/', { name: 'p', type: 'process' })
    const flow = (await api.call('POST', '/flows/', { name: 'f' })).body.id
    const deployment = (await api.call('POST', '/deployments/', { name: 'd', flow_id: flow, work_pool_name: 'p' })).body.id
    const run = (await api.call('POST', `/deployments/${deployment}/create_flow_run`, {})).body.id
    await api.call('PATCH', `/flow_runs/${run}`, { infrastructure_pid: 'host:1' })
    for (const type of ['PENDING', 'RUNNING', 'CANCELLING']) await api.call('POST', `/flow_runs/${run}/set_state`, { state: { type } })
    await turnIn(api, 200)
    expect(await stateOf(api, `/flow_runs/${run}`)).toBe('CANCELLING')
    await turnIn(api, 400)
    expect((await api.call('GET', `/flow_runs/${run}`)).body.state).toMatchObject({
      type: 'CANCELLED',
      message: 'Flow run cancellation timed out; marked this flow run as Cancelled.',
    })
    const cleanups = await api.context.store.read(({ db }) => db.selectFrom('worker_cleanup').selectAll().execute())
    expect(cleanups).toMatchObject([
      { flow_run_id: run, infrastructure_pid: 'host:1', kind: 'cancelling_timeout_teardown.v1', outcome: null },
    ])
  })
})
