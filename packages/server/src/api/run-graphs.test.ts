import { describe, expect, it } from 'vitest'
import { STORE_KINDS, type StoreKind } from '../store/testing.ts'
import { openTestApi, type TestApi } from './testing.ts'

const NOBODY = '00000000-0000-4000-8000-000000000000'

interface Setup extends AsyncDisposable {
  readonly api: TestApi
  readonly runId: string
  task(name: string, inputs?: Record<string, object[]>, type?: string): Promise<string>
}

async function setup(kind: StoreKind): Promise<Setup> {
  const api = await openTestApi(kind)
  const { body: flow } = await api.call('POST', '/flows/', { name: 'parent' })
  const { body: run } = await api.call('POST', '/flow_runs/', { flow_id: flow.id, state: { type: 'RUNNING' } })
  return {
    api,
    runId: run.id,
    async task(name, task_inputs = {}, type = 'COMPLETED') {
      const body = { flow_run_id: run.id, task_key: name, dynamic_key: '0', name, task_inputs, state: { type } }
      return (await api.call('POST', '/task_runs/', body)).body.id
    },
    [Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
  }
}

const from = (id: string): object => ({ input_type: 'task_run', id })

describe.each(STORE_KINDS)('the graph of a flow run on %s', (kind) => {
  it('joins task runs by their inputs, each pair once', async () => {
    await using at = await setup(kind)
    const a = await at.task('a', { x: [{ input_type: 'constant', type: 'int' }] })
    const b = await at.task('b', { x: [from(a)], y: [from(a)] }, 'RUNNING')
    const c = await at.task('c', { x: [from(a), from(b)], __parents__: [from(b)] }, 'PENDING')
    const { status, body } = await at.api.call('GET', `/flow_runs/${at.runId}/graph-v2`)
    expect(status).toBe(200)
    expect(body).toMatchObject({ start_time: expect.any(String), end_time: null, root_node_ids: [a], artifacts: [] })
    expect(body.states).toMatchObject([{ type: 'RUNNING', name: 'Running' }])
    expect(body.nodes).toMatchObject([
      [a, { kind: 'task-run', label: 'a', state_type: 'COMPLETED', parents: [], children: [{ id: b }, { id: c }], encapsulating: [] }],
      [b, { parents: [{ id: a }], children: [{ id: c }], end_time: null }],
      [c, { parents: [{ id: a }, { id: b }], children: [], encapsulating: [{ id: b }] }],
    ])
    expect(body.nodes[0][1].end_time).toEqual(expect.any(String))
    const late = await at.api.call('GET', `/flow_runs/${at.runId}/graph-v2?since=2999-01-01T00:00:00Z`)
    expect(late.body.nodes.map(([id]: [string]) => id)).toEqual([b, c])
  })

  it('shows a subflow run in the place of the task run that stands for it', async () => {
    await using at = await setup(kind)
    const stand = await at.task('child-0', {}, 'RUNNING')
    const { body: flow } = await at.api.call('POST', '/flows/', { name: 'child' })
    const made = { flow_id: flow.id, name: 'first', parent_task_run_id: stand, state: { type: 'RUNNING' } }
    const { body: child } = await at.api.call('POST', '/flow_runs/', made)
    const after = await at.task('after', { x: [{ input_type: 'flow_run', id: child.id }] })
    const { body } = await at.api.call('GET', `/flow_runs/${at.runId}/graph-v2`)
    expect(body.nodes).toMatchObject([
      [child.id, { kind: 'flow-run', label: 'child / first', state_type: 'RUNNING', children: [{ id: after }] }],
      [after, { parents: [{ id: child.id }] }],
    ])
  })

  it('shows artifacts beside what made them, with the data of progress alone', async () => {
    await using at = await setup(kind)
    const a = await at.task('a')
    const own = { flow_run_id: at.runId, task_run_id: a }
    await at.api.call('POST', '/artifacts/', { ...own, key: 'k', type: 'markdown', data: 'text' })
    await at.api.call('POST', '/artifacts/', { ...own, key: 'k', type: 'progress', data: 5 })
    await at.api.call('POST', '/artifacts/', { ...own, type: 'result', data: {} })
    await at.api.call('POST', '/artifacts/', { flow_run_id: at.runId, type: 'table', data: '[]' })
    const { body } = await at.api.call('GET', `/flow_runs/${at.runId}/graph-v2`)
    expect(body.nodes[0][1].artifacts).toMatchObject([
      { key: 'k', type: 'markdown', is_latest: false, data: null },
      { key: 'k', type: 'progress', is_latest: true, data: 5 },
    ])
    expect(body.artifacts).toMatchObject([{ key: null, type: 'table', is_latest: true, data: null }])
  })

  it('lists task runs with those that each depends on', async () => {
    await using at = await setup(kind)
    const a = await at.task('a', { x: [{ input_type: 'parameter', name: 'p' }] })
    const b = await at.task('b', { x: [from(a)], y: [from(a)] })
    const { status, body } = await at.api.call('GET', `/flow_runs/${at.runId}/graph`)
    expect(status).toBe(200)
    expect(body).toMatchObject([
      { id: b, name: 'b', upstream_dependencies: [from(a)], state: { type: 'COMPLETED' }, untrackable_result: false },
      { id: a, name: 'a', upstream_dependencies: [], estimated_run_time: 0 },
    ])
  })

  it.each([
    ['graph', `Flow run with id ${NOBODY} not found`],
    ['graph-v2', `Flow run ${NOBODY} not found`],
  ])('is not found at %s of a run that does not exist', async (path, message) => {
    await using api = await openTestApi(kind)
    expect(await api.call('GET', `/flow_runs/${NOBODY}/${path}`)).toMatchObject({ status: 404, body: { exception_message: message } })
  })
})
