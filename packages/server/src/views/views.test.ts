import { type PackedTimeline, unpackLanes } from '@millrace/protocol'
import { describe, expect, it } from 'vitest'
import { openTestApi, type TestApi } from '../api/testing.ts'
import { listTimelineTasks } from '../store/queries/timelines.ts'
import { STORE_KINDS, type StoreKind } from '../store/testing.ts'

const NOBODY = '00000000-0000-4000-8000-000000000000'

interface Setup extends AsyncDisposable {
  readonly api: TestApi
  flow(name: string): Promise<string>
  run(flowId: string, type: string, more?: object): Promise<string>
  task(flowRunId: string, name: string, type: string, more?: object): Promise<string>
  state(kind: 'flow_runs' | 'task_runs', id: string, type: string, name?: string): Promise<void>
}

async function setup(kind: StoreKind): Promise<Setup> {
  const api = await openTestApi(kind)
  let key = 0
  const made = async (path: string, body: object): Promise<string> => (await api.call('POST', path, body)).body.id
  return {
    api,
    flow: (name) => made('/flows/', { name }),
    run: (flow_id, type, more = {}) => made('/flow_runs/', { flow_id, state: { type }, ...more }),
    task: (flow_run_id, name, type, more = {}) =>
      made('/task_runs/', {
        flow_run_id,
        task_key: `${name}-12ab34cd`,
        dynamic_key: String((key += 1)),
        name: `${name}-${key}`,
        state: { type },
        ...more,
      }),
    async state(runs, id, type, name) {
      const { status } = await api.call('POST', `/${runs}/${id}/set_state`, {
        state: { type, ...(name === undefined ? {} : { name }) },
        force: true,
      })
      expect(status).toBe(201)
    },
    [Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
  }
}

describe.each(STORE_KINDS)('views of runs on %s', (kind) => {
  it('shows what each task run did when, with its attempts and its subflow runs', async () => {
    await using at = await setup(kind)
    const run = await at.run(await at.flow('parent'), 'RUNNING')
    const easy = await at.task(run, 'easy', 'RUNNING')
    await at.state('task_runs', easy, 'COMPLETED')
    const flaky = await at.task(run, 'flaky', 'RUNNING', {
      task_inputs: { x: [{ input_type: 'task_run', id: easy }], __parents__: [{ input_type: 'task_run', id: NOBODY }] },
    })
    await at.state('task_runs', flaky, 'SCHEDULED', 'AwaitingRetry')
    await at.state('task_runs', flaky, 'RUNNING', 'Retrying')
    await at.state('task_runs', flaky, 'FAILED')
    const stand = await at.task(run, 'child', 'RUNNING')
    const child = await at.run(await at.flow('below'), 'RUNNING', { parent_task_run_id: stand, name: 'kid' })
    const { status, body } = await at.api.call('GET', `/ui/flow_runs/${run}/timeline`)
    expect(status).toBe(200)
    const { lanes: packed, total, segments, state_type, as_of: asOf, now } = body as PackedTimeline
    const lanes = unpackLanes(packed)
    expect({ total, state_type }).toEqual({ total: 3, state_type: 'RUNNING' })
    expect(segments).toEqual([{ kind: 'running', from: 0, until: null, ended: null }])
    expect(lanes.map(({ kind: of, id, group, parents }) => ({ of, id, group, parents }))).toEqual([
      { of: 'task-run', id: easy, group: 'easy', parents: [] },
      { of: 'task-run', id: flaky, group: 'flaky', parents: [easy] },
      { of: 'flow-run', id: child, group: 'below', parents: [] },
    ])
    expect(lanes.map((lane) => lane.segments.map((each) => [each.kind, each.ended]))).toEqual([
      [['running', 'COMPLETED']],
      [
        ['running', 'FAILED'],
        ['retrying', null],
        ['running', 'FAILED'],
      ],
      [['running', null]],
    ])
    for (const { from, until } of lanes.flatMap((lane) => lane.segments)) {
      expect(from).toBeGreaterThanOrEqual(0)
      expect(until ?? now).toBeGreaterThanOrEqual(from)
    }
    const later = await at.api.call('GET', `/ui/flow_runs/${run}/timeline?since=${asOf}`)
    expect(later.body.lanes.ids).toHaveLength(3)
    const never = await at.api.call('GET', `/ui/flow_runs/${run}/timeline?since=2999-01-01T00:00:00Z`)
    expect(never.body).toMatchObject({ lanes: { ids: [] }, total: 3 })
    // Of a run with more than one answer takes, those that were expected first.
    const two = await at.api.context.store.read((queries) => listTimelineTasks(queries, { flowRunId: run, since: undefined, first: 2 }))
    expect(two.map(({ id }) => id)).toEqual([easy, flaky])
    const list = (atOnce?: number) =>
      at.api.context.store.read((queries) =>
        listTimelineTasks(queries, { flowRunId: run, since: undefined, first: undefined, ...(atOnce && { atOnce }) }),
      )
    expect(await list(1)).toEqual(await list())
    expect((await at.api.call('GET', `/ui/flow_runs/${NOBODY}/timeline`)).status).toBe(404)
    expect((await at.api.call('GET', `/ui/flow_runs/${run}/timeline?since=soon`)).status).toBe(422)
  })

  it('lists flow runs by page with names, counts of tasks and how long one usually takes; each once', async () => {
    await using at = await setup(kind)
    const flow = await at.flow('etl')
    const { body: deployment } = await at.api.call('POST', '/deployments/', { name: 'prod', flow_id: flow })
    const first = await at.run(flow, 'RUNNING', { name: 'first', tags: ['a'], deployment_id: deployment.id })
    await at.task(first, 'good', 'COMPLETED')
    await at.task(first, 'bad', 'FAILED')
    const stand = await at.task(first, 'below', 'RUNNING')
    await at.run(flow, 'RUNNING', { name: 'below', parent_task_run_id: stand })
    await at.state('flow_runs', first, 'COMPLETED')
    for (const name of ['c', 'd', 'e']) await at.run(flow, 'SCHEDULED', { name })
    const names: string[] = []
    let cursor: string | null = null
    do {
      const { status, body } = await at.api.call('POST', '/ui/flow_runs/rows', { limit: 2, cursor })
      expect(status).toBe(200)
      expect(body).toMatchObject({ total: 5, total_is_exact: true })
      names.push(...body.rows.map(({ name }: { name: string }) => name))
      cursor = body.next
    } while (cursor !== null)
    expect(names).toEqual(['e', 'd', 'c', 'below', 'first'])
    const { body } = await at.api.call('POST', '/ui/flow_runs/rows', { flow_runs: { tags: { all_: ['a'] } } })
    expect(body.rows).toMatchObject([
      {
        id: first,
        flow: { id: flow, name: 'etl' },
        deployment: { id: deployment.id, name: 'prod' },
        parent: null,
        tags: ['a'],
        tasks: { total: 3, completed: 1, failed: 1, running: 1 },
        seconds: expect.any(Number),
        usual_seconds: expect.any(Number),
        state_name: 'Completed',
      },
    ])
    const below = await at.api.call('POST', '/ui/flow_runs/rows', { flow_runs: { name: { any_: ['below'] } } })
    expect(below.body.rows).toMatchObject([{ parent: { id: first, name: 'first' } }])
    for (const sort of [
      'START_TIME_ASC',
      'EXPECTED_START_TIME_ASC',
      'END_TIME_DESC',
      'NAME_ASC',
      'NAME_DESC',
      'EXPECTED_START_TIME_DESC',
    ]) {
      const page = await at.api.call('POST', '/ui/flow_runs/rows', { sort, limit: 1 })
      const next = await at.api.call('POST', '/ui/flow_runs/rows', { sort, limit: 200, cursor: page.body.next })
      const all = [...page.body.rows, ...(page.body.next === null ? [] : next.body.rows)].map(({ id }: { id: string }) => id)
      expect(new Set(all).size, sort).toBe(sort === 'END_TIME_DESC' ? 1 : 5)
    }
    expect((await at.api.call('POST', '/ui/flow_runs/rows', { cursor: 'nonsense' })).status).toBe(422)
    expect((await at.api.call('POST', '/ui/flow_runs/rows', { limit: 201 })).status).toBe(422)
  })

  it('lists task runs by page with the names of their flow runs', async () => {
    await using at = await setup(kind)
    const flow = await at.flow('etl')
    const run = await at.run(flow, 'RUNNING', { name: 'one' })
    for (const name of ['a', 'b', 'c']) await at.task(run, name, 'COMPLETED')
    const page = await at.api.call('POST', '/ui/task_runs/rows', { limit: 2 })
    expect(page.body).toMatchObject({
      total: 3,
      rows: [{ name: 'c-3', flow_run: { id: run, name: 'one' }, flow: { id: flow, name: 'etl' } }, { name: 'b-2' }],
    })
    const rest = await at.api.call('POST', '/ui/task_runs/rows', { limit: 2, cursor: page.body.next })
    expect(rest.body).toMatchObject({ rows: [{ name: 'a-1' }], next: null })
  })

  it('shows which task of a flow failed in which of its runs', async () => {
    await using at = await setup(kind)
    const flow = await at.flow('etl')
    const one = await at.run(flow, 'COMPLETED')
    await at.task(one, 'good', 'COMPLETED')
    const two = await at.run(flow, 'FAILED')
    await at.task(two, 'good', 'COMPLETED')
    await at.task(two, 'bad', 'COMPLETED')
    await at.task(two, 'bad', 'FAILED')
    const { status, body } = await at.api.call('GET', `/ui/flows/${flow}/grid`)
    expect(status).toBe(200)
    expect(body.runs.map(({ id }: { id: string }) => id)).toEqual([one, two])
    expect(body.tasks).toMatchObject([
      { name: 'bad', cells: [null, { count: 2, failed: 1, state_type: 'FAILED' }] },
      { name: 'good', cells: [{ count: 1, failed: 0, state_type: 'COMPLETED' }, { count: 1 }] },
    ])
    const rows = await at.api.call('POST', '/ui/flows/rows', { flows: { name: { any_: ['etl'] } } })
    expect(rows.body).toMatchObject({
      count: 1,
      results: [{ id: flow, name: 'etl', deployments: 0, next_run: null, success_rate: 0.5, runs: [{ id: one }, { id: two }] }],
    })
    expect((await at.api.call('GET', `/ui/flows/${await at.flow('empty')}/grid`)).body).toEqual({ runs: [], tasks: [] })
    expect((await at.api.call('GET', `/ui/flows/${NOBODY}/grid`)).status).toBe(404)
  })

  it('counts log lines by level, and says where one stands', async () => {
    await using at = await setup(kind)
    const run = await at.run(await at.flow('etl'), 'RUNNING')
    const line = (second: number, level: number, message: string): object => ({
      name: 'x',
      level,
      message,
      flow_run_id: run,
      timestamp: `2026-11-21T10:00:0${second}Z`,
    })
    await at.api.call('POST', '/logs/', [
      line(1, 20, 'one'),
      line(2, 40, 'two'),
      line(2, 30, 'three'),
      line(3, 10, 'four'),
      line(4, 50, 'five'),
    ])
    const logs = { flow_run_id: { any_: [run] } }
    const summary = await at.api.call('POST', '/ui/logs/summary', { logs })
    expect(summary.body).toEqual({
      total: 5,
      total_is_exact: true,
      levels: { debug: 1, info: 1, warning: 1, error: 2 },
      levels_are_exact: true,
      lines: [],
    })
    expect((await at.api.call('POST', '/ui/logs/summary', { logs: { ...logs, text: { query: 'wo' } } })).body.total).toBe(1)
    const { body: lines } = await at.api.call('POST', '/logs/filter', { logs })
    expect((await at.api.call('POST', '/ui/logs/summary', { logs, first: 2 })).body).toMatchObject({ total: 5, lines: lines.slice(0, 2) })
    expect((await at.api.call('POST', '/ui/logs/summary', { logs, first: 201 })).status).toBe(422)
    for (const [index, { id }] of lines.entries()) {
      expect((await at.api.call('POST', '/ui/logs/place', { id, logs })).body).toMatchObject({ before: index, log: { id } })
    }
    const errors = { ...logs, level: { ge_: 40 } }
    expect((await at.api.call('POST', '/ui/logs/place', { id: lines[4].id, logs: errors })).body.before).toBe(1)
    expect((await at.api.call('POST', '/ui/logs/place', { id: NOBODY, logs })).status).toBe(404)
    // Of five lines in 200 parts, the second to the fifth begin at 40, 80, 120 and 160.
    const marks = async (marked: object, of: object = logs): Promise<unknown> =>
      (await at.api.call('POST', '/ui/logs/marks', { logs: of, marked })).body
    expect(await marks({ level: { ge_: 30 } })).toEqual({ parts: 200, marked: [40, 80, 160] })
    expect(await marks({ text: { query: '"four"' } })).toEqual({ parts: 200, marked: [120] })
    expect(await marks({ text: { query: '"five"' } }, errors)).toEqual({ parts: 200, marked: [100] })
    expect(await marks({}, { flow_run_id: { any_: [NOBODY] } })).toEqual({ parts: 200, marked: [] })
  })
})
