import { describe, expect, it } from 'vitest'
import { sample } from '../store/sample-rows.ts'
import type { FlowRunRow, TaskRunRow } from '../store/schema.ts'
import { STORE_KINDS } from '../store/testing.ts'
import { openTestApi, type TestApi } from './testing.ts'

const at = (time: string): string => `2024-03-01T${time}Z`

const DONE = { state_type: 'COMPLETED', state_name: 'Completed' } as const

const span = { history_start: at('10:00:00.000000'), history_end: at('10:00:06'), history_interval_seconds: 2 }

async function withFlowRuns(api: TestApi, runs: readonly Partial<FlowRunRow>[]): Promise<string[]> {
  const flow = sample.flow()
  const rows = runs.map((run) => sample.flowRun({ flow_id: flow.id, ...run }))
  await api.context.store.write(async ({ db }) => {
    await db.insertInto('flow').values(flow).execute()
    await db.insertInto('flow_run').values(rows).execute()
  })
  return rows.map(({ id }) => id)
}

describe.each(STORE_KINDS)('histories on %s', (kind) => {
  it('count flow runs by state in the interval in which they were expected, its end not included', async () => {
    await using api = await openTestApi(kind)
    await withFlowRuns(api, [
      { ...DONE, expected_start_time: at('10:00:00.000000'), start_time: at('10:00:00.250000'), total_run_time: 1.5 },
      { ...DONE, expected_start_time: at('10:00:01.999999'), start_time: at('10:00:01.000000'), total_run_time: 2 },
      { ...DONE, state_name: 'Cached', expected_start_time: at('10:00:01.000000') },
      { state_type: 'FAILED', state_name: 'Failed', expected_start_time: at('10:00:02.000000'), start_time: at('10:00:05.000001') },
      { ...DONE, expected_start_time: at('09:59:59.999999') },
      { ...DONE, expected_start_time: at('10:00:06.000000') },
    ])
    const { status, body } = await api.call('POST', '/flow_runs/history', span)
    expect(status).toBe(200)
    expect(
      body.map((interval: { interval_start: string; interval_end: string }) => [interval.interval_start, interval.interval_end]),
    ).toEqual([
      [at('10:00:00.000000'), at('10:00:02.000000')],
      [at('10:00:02.000000'), at('10:00:04.000000')],
      [at('10:00:04.000000'), at('10:00:06.000000')],
    ])
    expect(body[0].states).toHaveLength(2)
    expect(body[0].states).toEqual(
      expect.arrayContaining([
        { ...DONE, count_runs: 2, sum_estimated_run_time: 3.5, sum_estimated_lateness: expect.closeTo(0.25) as number },
        { ...DONE, state_name: 'Cached', count_runs: 1, sum_estimated_run_time: 0, sum_estimated_lateness: 0 },
      ]),
    )
    expect(body[1].states).toEqual([
      {
        state_type: 'FAILED',
        state_name: 'Failed',
        count_runs: 1,
        sum_estimated_run_time: 0,
        sum_estimated_lateness: expect.closeTo(3.000001) as number,
      },
    ])
    expect(body[2].states).toEqual([])
  })

  it('count the time of active runs up to now', async () => {
    await using api = await openTestApi(kind)
    await withFlowRuns(api, [
      {
        state_type: 'RUNNING',
        state_name: 'Running',
        state_timestamp: at('10:00:01.000000'),
        expected_start_time: at('10:00:00.000000'),
        start_time: at('10:00:01.000000'),
        total_run_time: 5,
      },
      { state_type: 'SCHEDULED', state_name: 'Late', expected_start_time: at('10:00:00.000000') },
      { state_type: 'CANCELLED', state_name: 'Cancelled', expected_start_time: at('10:00:00.000000') },
    ])
    const { body } = await api.call('POST', '/flow_runs/history', span)
    const of = Object.fromEntries(body[0].states.map((state: { state_name: string }) => [state.state_name, state]))
    const age = (Date.now() - Date.parse(at('10:00:00'))) / 1000
    expect(of['Running']).toMatchObject({ sum_estimated_run_time: expect.closeTo(age + 4, -3) as number, sum_estimated_lateness: 1 })
    expect(of['Late']).toMatchObject({ sum_estimated_run_time: 0, sum_estimated_lateness: expect.closeTo(age, -3) as number })
    expect(of['Cancelled']).toMatchObject({ sum_estimated_lateness: 0 })
  })

  it('hold to filters, those of task runs too', async () => {
    await using api = await openTestApi(kind)
    const [first] = await withFlowRuns(api, [
      { ...DONE, name: 'first', expected_start_time: at('10:00:00.000000') },
      { ...DONE, name: 'second', expected_start_time: at('10:00:00.000000') },
    ])
    const task: Partial<TaskRunRow> = { ...DONE, expected_start_time: at('10:00:03.000000') }
    const rows = [sample.taskRun({ ...task, flow_run_id: first ?? null }), sample.taskRun(task)]
    await api.context.store.write(({ db }) => db.insertInto('task_run').values(rows).execute())
    const counts = async (path: string, filters: object): Promise<number[]> => {
      const { body } = await api.call('POST', path, { ...span, ...filters })
      return body.map(({ states }: { states: { count_runs: number }[] }) => states.reduce((sum, state) => sum + state.count_runs, 0))
    }
    expect(await counts('/flow_runs/history', { flow_runs: { name: { any_: ['first'] } } })).toEqual([1, 0, 0])
    expect(await counts('/flow_runs/history', { work_queues: { name: { any_: ['none'] } } })).toEqual([0, 0, 0])
    expect(await counts('/task_runs/history', {})).toEqual([0, 2, 0])
    expect(await counts('/task_runs/history', { flow_runs: { name: { any_: ['first'] } } })).toEqual([0, 1, 0])
  })

  it('have at most 500 intervals, and only what lies in them', async () => {
    await using api = await openTestApi(kind)
    await withFlowRuns(api, [{ ...DONE, expected_start_time: at('10:30:00.000000') }])
    const { body } = await api.call('POST', '/flow_runs/history', { ...span, history_end: at('12:00:00'), history_interval_seconds: 1 })
    expect(body).toHaveLength(500)
    expect(body.at(-1)).toEqual({ interval_start: at('10:08:19.000000'), interval_end: at('10:08:20.000000'), states: [] })
  })

  it.each([
    [{ history_interval_seconds: 0.5 }, 422],
    [{ history_interval_seconds: 1e15 }, 422],
    [{ history_interval_seconds: 'often' }, 422],
    [{ history_start: '9999-12-31T00:00:00Z', history_end: '9999-12-31T01:00:00Z', history_interval_seconds: 1e6 }, 422],
    [{ history_start: undefined }, 422],
  ])('with %j answer %i', async (change, status) => {
    await using api = await openTestApi(kind)
    expect((await api.call('POST', '/flow_runs/history', { ...span, ...change })).status).toBe(status)
  })

  it('of a time that is none are empty', async () => {
    await using api = await openTestApi(kind)
    const none = { ...span, history_end: at('09:00:00') }
    expect(await api.call('POST', '/flow_runs/history', none)).toMatchObject({ status: 200, body: [] })
  })
})

describe.each(STORE_KINDS)('lateness on %s', (kind) => {
  it('is the average over all runs that match, and null without one', async () => {
    await using api = await openTestApi(kind)
    expect(await api.call('POST', '/flow_runs/lateness', {})).toMatchObject({ status: 200, body: null })
    await withFlowRuns(api, [
      { ...DONE, name: 'late', expected_start_time: at('10:00:00.000000'), start_time: at('10:00:03.500000') },
      { ...DONE, name: 'early', expected_start_time: at('10:00:05.000000'), start_time: at('10:00:04.000000') },
    ])
    expect((await api.call('POST', '/flow_runs/lateness')).body).toBeCloseTo(1.75)
    expect((await api.call('POST', '/flow_runs/lateness', { flow_runs: { name: { any_: ['early'] } } })).body).toBe(0)
  })
})
