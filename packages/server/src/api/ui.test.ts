import { addSeconds, timestampOf } from '@millrace/protocol'
import { describe, expect, it } from 'vitest'
import { sample } from '../store/sample-rows.ts'
import type { TaskRunRow } from '../store/schema.ts'
import { STORE_KINDS } from '../store/testing.ts'
import { openTestApi, type TestApi } from './testing.ts'

const UNKNOWN = 'aaaaaaaa-0000-4000-8000-000000000002'
const START = '2024-03-01T10:00:00.000000Z'

async function world(api: TestApi): Promise<{ flow: string; run: string; late: string; tasks: TaskRunRow[] }> {
  const flow = sample.flow()
  const deployments = [sample.deployment({ flow_id: flow.id }), sample.deployment({ flow_id: flow.id })]
  const scheduled = { flow_id: flow.id, state_type: 'SCHEDULED', state_name: 'Scheduled' } as const
  const runs = [
    sample.flowRun({
      flow_id: flow.id,
      name: 'parent',
      state_type: 'COMPLETED',
      state_name: 'Completed',
      expected_start_time: START,
      start_time: addSeconds(START, 1.5),
      total_run_time: 2,
    }),
    ...[3, 2, 4].map((days, index) => {
      const due = addSeconds(timestampOf(Date.now()), days * 86_400)
      return sample.flowRun({
        ...scheduled,
        name: `in ${days} days`,
        deployment_id: deployments[index]?.id ?? null,
        expected_start_time: due,
        next_scheduled_start_time: due,
      })
    }),
  ]
  const task = (state_type: TaskRunRow['state_type'], seconds: number): TaskRunRow =>
    sample.taskRun({
      flow_run_id: runs[0]?.id ?? null,
      state_type,
      state_name: String(state_type),
      expected_start_time: START,
      start_time: addSeconds(START, seconds),
    })
  const tasks = [task('COMPLETED', 1), task('FAILED', 1), task('CRASHED', 100), task('CANCELLED', 100), task('RUNNING', 100)]
  await api.context.store.write(async ({ db }) => {
    await db.insertInto('flow').values(flow).execute()
    await db.insertInto('deployment').values(deployments).execute()
    await db.insertInto('flow_run').values(runs).execute()
    await db.insertInto('task_run').values(tasks).execute()
    await db
      .insertInto('flow_run')
      .values(sample.flowRun({ flow_id: flow.id, parent_task_run_id: tasks[4]?.id ?? null }))
      .execute()
  })
  return { flow: flow.id, run: runs[0]?.id ?? '', late: runs[1]?.id ?? '', tasks }
}

describe.each(STORE_KINDS)('the routes of web UIs on %s', (kind) => {
  it('show flow runs as dots, latest first', async () => {
    await using api = await openTestApi(kind)
    const { run } = await world(api)
    const { status, body } = await api.call('POST', '/ui/flow_runs/history')
    expect([status, body.length]).toEqual([200, 4])
    expect(body.at(-1)).toEqual({
      id: run,
      state_type: 'COMPLETED',
      timestamp: addSeconds(START, 1.5),
      duration: 2,
      lateness: expect.closeTo(1.5) as number,
    })
    const filtered = { flow_runs: { state: { type: { any_: ['SCHEDULED'] } } }, sort: 'EXPECTED_START_TIME_ASC', limit: 1 }
    expect((await api.call('POST', '/ui/flow_runs/history', filtered)).body).toHaveLength(1)
    expect((await api.call('POST', '/ui/flow_runs/history', { limit: 1001 })).status).toBe(422)
    expect((await api.call('POST', '/ui/flow_runs/history', { limit: -1 })).status).toBe(422)
  })

  it('count task runs by flow run, subflows left out, and deployments by flow', async () => {
    await using api = await openTestApi(kind)
    const { run, flow } = await world(api)
    expect((await api.call('POST', '/ui/flow_runs/count-task-runs', { flow_run_ids: [run, UNKNOWN] })).body).toEqual({
      [run]: 4,
      [UNKNOWN]: 0,
    })
    expect((await api.call('POST', '/ui/flows/count-deployments', { flow_ids: [flow, UNKNOWN] })).body).toEqual({ [flow]: 2, [UNKNOWN]: 0 })
    expect((await api.call('POST', '/ui/flows/count-deployments', {})).status).toBe(422)
  })

  it('tell the next run of each flow', async () => {
    await using api = await openTestApi(kind)
    const { flow } = await world(api)
    const { body } = await api.call('POST', '/ui/flows/next-runs', { flow_ids: [flow, UNKNOWN] })
    expect(body).toMatchObject({
      [flow]: { flow_id: flow, name: 'in 2 days', state_type: 'SCHEDULED', state_name: 'Scheduled' },
      [UNKNOWN]: null,
    })
    expect(Object.keys(body[flow]).sort()).toEqual(['flow_id', 'id', 'name', 'next_scheduled_start_time', 'state_name', 'state_type'])
  })

  it('count finished task runs in twenty parts of a time', async () => {
    await using api = await openTestApi(kind)
    await world(api)
    const start_time = { after_: addSeconds(START, 0.5), before_: addSeconds(START, 1140) }
    const { body } = await api.call('POST', '/ui/task_runs/dashboard/counts', { task_runs: { start_time } })
    expect(body).toHaveLength(20)
    expect(body[0]).toEqual({ completed: 1, failed: 1 })
    expect(body[1]).toEqual({ completed: 1, failed: 1 })
    expect(body.slice(2).every((part: object) => JSON.stringify(part) === '{"completed":0,"failed":0}')).toBe(true)
    const refused = await api.call('POST', '/ui/task_runs/dashboard/counts', { task_runs: {} })
    expect(refused).toMatchObject({ status: 422, body: { detail: 'task_runs.start_time.after_ is required' } })
  })

  it('count task runs by state, and name the flow run of one', async () => {
    await using api = await openTestApi(kind)
    const { tasks, run } = await world(api)
    const none = { SCHEDULED: 0, PENDING: 0, PAUSED: 0, CANCELLING: 0 }
    expect((await api.call('POST', '/ui/task_runs/count')).body).toEqual({
      ...none,
      COMPLETED: 1,
      FAILED: 1,
      CRASHED: 1,
      CANCELLED: 1,
      RUNNING: 1,
    })
    expect((await api.call('GET', `/ui/task_runs/${tasks[0]?.id}`)).body).toMatchObject({
      id: tasks[0]?.id,
      flow_run_id: run,
      flow_run_name: 'parent',
    })
    expect(await api.call('GET', `/ui/task_runs/${UNKNOWN}`)).toMatchObject({ status: 404, body: { detail: 'Task not found' } })
  })
})
