import { addSeconds } from '@millrace/protocol'
import { describe, expect, it } from 'vitest'
import { openTestApi, type TestApi } from '../api/testing.ts'
import { createTaskDispatcher, type TaskSession } from '../background-tasks/task-dispatcher.ts'
import { STORE_KINDS } from '../store/testing.ts'
import { createAbandonedTasks } from './abandoned-tasks.ts'

const KEY = 'greet-1234'
const PARAMETERS = '00000000-0000-4000-8000-000000000001'
const { signal } = new AbortController()

const schedule = async (api: TestApi, dynamicKey: string, retries = 0): Promise<string> =>
  (
    await api.call('POST', '/task_runs/', {
      task_key: KEY,
      dynamic_key: dynamicKey,
      empirical_policy: { retries, retry_delay: 0 },
      state: { type: 'SCHEDULED', state_details: { deferred: true, task_parameters_id: PARAMETERS } },
    })
  ).body.id

const setState = (api: TestApi, id: string, type: string): Promise<unknown> =>
  api.call('POST', `/task_runs/${id}/set_state`, { state: { type, state_details: { deferred: true } }, force: true })

/** Has a worker take a task run. */
async function take(session: TaskSession): Promise<string> {
  const run = await session.next(signal)
  await session.acknowledge(run?.id ?? '')
  return run?.id ?? ''
}

const stateOf = async (api: TestApi, id: string): Promise<ReturnType<typeof JSON.parse>> =>
  (await api.call('GET', `/task_runs/${id}`)).body.state

/** A turn some seconds after the present. */
async function turnIn(api: TestApi, service: ReturnType<typeof createAbandonedTasks>, seconds: number): Promise<void> {
  const now = addSeconds(api.context.clock.now(), seconds)
  await service.runOnce({ ...api.context, clock: { now: () => now }, signal })
}

describe.each(STORE_KINDS)('background tasks of a worker that is gone, on %s', (kind) => {
  it('go to another worker when they had not begun, and crash or are tried again when they had', async () => {
    await using api = await openTestApi(kind)
    const dispatcher = createTaskDispatcher(api.context)
    const ids = [
      await schedule(api, 'waits'),
      await schedule(api, 'pending'),
      await schedule(api, 'running'),
      await schedule(api, 'retries', 1),
    ]
    ids.push(await schedule(api, 'done'))
    const worker = await dispatcher.open('worker', [KEY])
    for (const id of ids) expect(await take(worker)).toBe(id)
    const [waits = '', pending = '', running = '', retries = '', done = ''] = ids
    await setState(api, pending, 'PENDING')
    for (const id of [running, retries, done]) await setState(api, id, 'RUNNING')
    await setState(api, done, 'COMPLETED')
    await worker.end(true)

    const service = createAbandonedTasks()
    await turnIn(api, service, 5)
    expect((await stateOf(api, running)).type).toBe('RUNNING')
    await turnIn(api, service, 15)
    expect(await stateOf(api, running)).toMatchObject({ type: 'CRASHED', message: 'The task worker worker that ran this task is gone.' })
    expect(await stateOf(api, done)).toMatchObject({ type: 'COMPLETED' })
    expect(await stateOf(api, pending)).toMatchObject({ type: 'SCHEDULED', name: 'Scheduled' })
    expect(await stateOf(api, retries)).toMatchObject({
      type: 'SCHEDULED',
      name: 'AwaitingRetry',
      state_details: { task_parameters_id: PARAMETERS },
    })

    const other = await dispatcher.open('other', [KEY])
    const taken = [await take(other), await take(other)]
    // The turn happened fifteen seconds ahead of time, and so did the retry.
    expect(taken.toSorted()).toEqual([waits, pending].toSorted())
    // So that its retries come to an end.
    expect((await api.call('GET', `/task_runs/${retries}`)).body.run_count).toBe(1)
  })

  it('stay with a worker that comes back, or of which nobody knows yet whether it will', async () => {
    await using api = await openTestApi(kind)
    const dispatcher = createTaskDispatcher(api.context)
    const id = await schedule(api, 'a')
    const worker = await dispatcher.open('worker', [KEY])
    await take(worker)
    await setState(api, id, 'RUNNING')
    await worker.end(true)
    await dispatcher.open('worker', [KEY])
    const service = createAbandonedTasks()
    await turnIn(api, service, 15)
    // The server was away for longer than any worker is waited for: all have their time once more.
    await turnIn(api, service, 1000)
    expect((await stateOf(api, id)).type).toBe('RUNNING')
    for (let seconds = 1020; seconds <= 1620; seconds += 20) await turnIn(api, service, seconds)
    expect((await stateOf(api, id)).type).toBe('CRASHED')
  })

  it('are given to another worker when they are pending for too long, where that is asked for', async () => {
    await using api = await openTestApi(kind, { 'server.tasks.scheduling.pendingTaskTimeout': 30 })
    const dispatcher = createTaskDispatcher(api.context)
    const id = await schedule(api, 'a')
    await take(await dispatcher.open('worker', [KEY]))
    await setState(api, id, 'PENDING')
    const service = createAbandonedTasks()
    await turnIn(api, service, 20)
    expect((await stateOf(api, id)).type).toBe('PENDING')
    await turnIn(api, service, 40)
    expect(await take(await dispatcher.open('other', [KEY]))).toBe(id)
  })
})
