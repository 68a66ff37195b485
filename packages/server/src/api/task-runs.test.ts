import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type Answered, openTestApp, type TestApp } from '../testing.ts'

async function setup(): Promise<{ server: TestApp; flowRunId: string; create(body?: object): Promise<Answered> } & AsyncDisposable> {
  const server = await openTestApp()
  const { body: flow } = await server.call('POST', '/flows/', { name: 'report' })
  const { body: run } = await server.call('POST', '/flow_runs/', { flow_id: flow.id, state: { type: 'RUNNING' }, labels: { team: 'a' } })
  return {
    server,
    flowRunId: run.id,
    create: (body = {}) => server.call('POST', '/task_runs/', { flow_run_id: run.id, task_key: 'fetch', dynamic_key: '0', ...body }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

describe('creating', () => {
  it('gives a run the Pending state, a name and the labels of its flow run', async () => {
    await using at = await setup()
    const { status, body } = await at.create({ task_inputs: { x: [{ input_type: 'constant', type: 'int' }] } })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      name: expect.stringMatching(/^[a-z]+-[a-z-]+$/),
      state_type: 'PENDING',
      labels: { team: 'a', 'prefect.flow-run.id': at.flowRunId },
      task_inputs: { x: [{ input_type: 'constant', type: 'int' }] },
      flow_run_id: at.flowRunId,
    })
  })

  it('answers the run that is there under the same keys, in a flow run or without one', async () => {
    await using at = await setup()
    const first = await at.create()
    const again = await at.create({ name: 'other' })
    expect([again.status, again.body.id]).toEqual([200, first.body.id])
    const alone = await at.create({ flow_run_id: null })
    const aloneAgain = await at.create({ flow_run_id: null })
    expect([alone.status, aloneAgain.status, aloneAgain.body.id]).toEqual([201, 200, alone.body.id])
  })

  it('keeps the id it is given', async () => {
    await using at = await setup()
    const id = randomUUID()
    expect((await at.create({ id })).body.id).toBe(id)
  })

  it.each([
    [{ flow_run_id: randomUUID() }, 409],
    [{ cache_key: 'x'.repeat(2001) }, 422],
    [{ task_inputs: { x: [{ input_type: 'nope' }] } }, 422],
    [{ task_key: null }, 422],
  ])('refuses %j with %i', async (body, status) => {
    await using at = await setup()
    expect((await at.create(body)).status).toBe(status)
  })
})

it('takes a run through its states and keeps its history', async () => {
  await using at = await setup()
  const { body: run } = await at.create()
  const set = (type: string): Promise<Answered> => at.server.call('POST', `/task_runs/${run.id}/set_state`, { state: { type } })
  expect(await set('RUNNING')).toMatchObject({ status: 201, body: { status: 'ACCEPT' } })
  expect(await set('COMPLETED')).toMatchObject({ status: 201, body: { status: 'ACCEPT' } })
  const { body: history } = await at.server.call('GET', `/task_run_states/?task_run_id=${run.id}`)
  expect(history.map(({ type }: { type: string }) => type)).toEqual(['PENDING', 'RUNNING', 'COMPLETED'])
  expect((await at.server.call('GET', `/task_run_states/${history[0].id}`)).body).toEqual(history[0])
  expect((await at.server.call('GET', `/task_runs/${run.id}`)).body).toMatchObject({ state_type: 'COMPLETED', run_count: 1 })
  expect(await at.server.call('POST', `/task_runs/${randomUUID()}/set_state`, { state: { type: 'RUNNING' } })).toMatchObject({
    status: 404,
    body: { exception_message: expect.stringMatching(/^Task run with id .* not found$/) },
  })
})

it('renames and deletes a run', async () => {
  await using at = await setup()
  const { body: run } = await at.create()
  expect((await at.server.call('PATCH', `/task_runs/${run.id}`, { name: 'new' })).status).toBe(204)
  expect((await at.server.call('GET', `/task_runs/${run.id}`)).body.name).toBe('new')
  expect((await at.server.call('DELETE', `/task_runs/${run.id}`)).status).toBe(204)
  expect(await at.server.call('GET', `/task_runs/${run.id}`)).toMatchObject({ status: 404, body: { detail: 'Task not found' } })
})

it('lists, counts and pages', async () => {
  await using at = await setup()
  for (const key of ['0', '1', '2']) await at.create({ dynamic_key: key, name: `n${key}` })
  const of = { flow_runs: { id: { any_: [at.flowRunId] } } }
  expect((await at.server.call('POST', '/task_runs/filter', { ...of, sort: 'NAME_ASC', limit: 2 })).body).toMatchObject([
    { name: 'n0' },
    { name: 'n1' },
  ])
  expect((await at.server.call('POST', '/task_runs/count', of)).body).toBe(3)
  expect((await at.server.call('POST', '/task_runs/paginate', { ...of, limit: 2 })).body).toMatchObject({ count: 3, pages: 2 })
})

it('makes a task run out of the events of a 3.x client, whatever their order', async () => {
  await using at = await setup()
  const taskRunId = randomUUID()
  const told = (name: string, type: string, occurred: string): object => ({
    id: randomUUID(),
    occurred,
    event: `prefect.task-run.${name}`,
    resource: { 'prefect.resource.id': `prefect.task-run.${taskRunId}`, 'prefect.orchestration': 'client', 'prefect.run-count': '1' },
    related: [{ 'prefect.resource.id': `prefect.flow-run.${at.flowRunId}`, 'prefect.resource.role': 'flow-run' }],
    payload: {
      intended: { from: null, to: type },
      initial_state: null,
      validated_state: { type, name, message: null, state_details: {}, data: null },
      task_run: { name: 'fetch-0', task_key: 'fetch', dynamic_key: '0', run_count: 1, tags: [], task_inputs: {} },
    },
  })
  const socket = await at.server.connect('/events/in')
  await socket.authenticate()
  socket.send(told('Completed', 'COMPLETED', '2026-01-01T00:00:02Z'))
  socket.send(told('Running', 'RUNNING', '2026-01-01T00:00:01Z'))
  await socket.ping()
  expect((await at.server.call('GET', `/task_runs/${taskRunId}`)).body).toMatchObject({
    name: 'fetch-0',
    state_name: 'Completed',
    flow_run_id: at.flowRunId,
  })
  const { body: history } = await at.server.call('GET', `/task_run_states/?task_run_id=${taskRunId}`)
  expect(history.map(({ name }: { name: string }) => name)).toEqual(['Running', 'Completed'])
})
