import { DISCARDED_RESULTS } from '@millrace/protocol'
import { describe, expect, it } from 'vitest'
import { STORE_KINDS } from '../store/testing.ts'
import { openTestApi, type TestApi } from './testing.ts'

const UNKNOWN = 'aaaaaaaa-0000-4000-8000-000000000002'

/** A failed run of two tasks, of which the second took the result of the first. */
async function failedRun(api: TestApi): Promise<{ run: string; tasks: string[] }> {
  const post = async (path: string, body: unknown): Promise<string> => (await api.call('POST', path, body)).body.id
  const flow_id = await post('/flows/', { name: 'chain' })
  const run = await post('/flow_runs/', { flow_id, state: { type: 'RUNNING' } })
  const tasks: string[] = []
  for (const name of ['one', 'two']) {
    const task_inputs = { of: tasks.map((id) => ({ input_type: 'task_run', id })) }
    const id = await post('/task_runs/', {
      flow_run_id: run,
      task_key: `${name}-12345678`,
      dynamic_key: '0',
      name: `${name}-0`,
      task_inputs,
    })
    const state = { type: 'COMPLETED', data: { storage_key: `${run}/${name}`, type: 'ResultRecordMetadata' } }
    await api.call('POST', `/task_runs/${id}/set_state`, { state, force: true })
    tasks.push(id)
  }
  await api.call('POST', `/flow_runs/${run}/set_state`, { state: { type: 'FAILED' } })
  return { run, tasks }
}

describe.each(STORE_KINDS)('a restart on %s', (kind) => {
  it('schedules the run, and leaves for it which results it must not take', async () => {
    await using api = await openTestApi(kind)
    const { run, tasks } = await failedRun(api)
    const restart = (body: unknown) => api.call('POST', `/ui/flow_runs/${run}/restart`, body)
    const first = await restart({ from_task: tasks[1], parameters: { day: 'monday' } })
    expect([first.status, first.body]).toMatchObject([201, { status: 'ACCEPT', repeated_task_runs: 1, state: { name: 'AwaitingRetry' } }])
    expect((await api.call('GET', `/flow_runs/${run}/input/${DISCARDED_RESULTS}`)).body).toBe(JSON.stringify([`${run}/two`]))
    expect((await api.call('GET', `/flow_runs/${run}`)).body).toMatchObject({ state_type: 'SCHEDULED', parameters: { day: 'monday' } })
    expect((await restart({})).status).toBe(409)

    await api.call('POST', `/flow_runs/${run}/set_state`, { state: { type: 'FAILED' }, force: true })
    expect((await restart({ from_task: 'one' })).body).toMatchObject({ repeated_task_runs: 2 })
    expect(JSON.parse((await api.call('GET', `/flow_runs/${run}/input/${DISCARDED_RESULTS}`)).body)).toEqual([`${run}/two`, `${run}/one`])
  })

  it('is refused for a task that is not there and a run that is not, and changes nothing', async () => {
    await using api = await openTestApi(kind)
    const { run } = await failedRun(api)
    expect((await api.call('POST', `/ui/flow_runs/${run}/restart`, { from_task: 'three' })).status).toBe(422)
    expect((await api.call('POST', `/ui/flow_runs/${run}/restart`, { from_task: '' })).status).toBe(422)
    expect((await api.call('POST', `/ui/flow_runs/${UNKNOWN}/restart`, {})).status).toBe(404)
    expect((await api.call('GET', `/flow_runs/${run}`)).body).toMatchObject({ state_type: 'FAILED' })
  })
})
