import { randomUUID } from 'node:crypto'
import { addSeconds } from '@millrace/protocol'
import { describe, expect, it } from 'vitest'
import { type Answered, openTestApp, type TestApp } from '../testing.ts'

const NOBODY = '00000000-0000-0000-0000-000000000000'

async function setup(): Promise<{ server: TestApp; flowId: string; create(body?: object): Promise<Answered> } & AsyncDisposable> {
  const server = await openTestApp()
  const { body: flow } = await server.call('POST', '/flows/', { name: 'report', labels: { team: 'a' } })
  return {
    server,
    flowId: flow.id,
    create: (body = {}) => server.call('POST', '/flow_runs/', { flow_id: flow.id, ...body }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

describe('creating', () => {
  it('gives a run a name, the Pending state and the labels of its flow', async () => {
    await using at = await setup()
    const { status, body } = await at.create({ parameters: { a: 1 }, labels: { own: true } })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      name: expect.stringMatching(/^[a-z]+-[a-z-]+$/),
      flow_id: at.flowId,
      state_type: 'PENDING',
      state_name: 'Pending',
      state: { type: 'PENDING', name: 'Pending', state_details: { flow_run_id: body.id } },
      state_id: body.state.id,
      parameters: { a: 1 },
      labels: { team: 'a', own: true, 'prefect.flow.id': at.flowId },
      run_count: 0,
      total_run_time: 0,
      work_pool_name: null,
      auto_scheduled: false,
    })
    expect(await at.server.call('GET', `/flow_runs/${body.id}`)).toMatchObject({ status: 200, body: { id: body.id, name: body.name } })
  })

  it('answers the first run when its key is given again', async () => {
    await using at = await setup()
    const first = await at.create({ idempotency_key: 'k' })
    const second = await at.create({ idempotency_key: 'k', name: 'other' })
    expect([first.status, second.status, second.body.id, second.body.name]).toEqual([201, 200, first.body.id, first.body.name])
  })

  it('makes one run of many calls with one key at once', async () => {
    await using at = await setup()
    const answers = await Promise.all(Array.from({ length: 20 }, () => at.create({ idempotency_key: 'k' })))
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
  })

  it('keeps a time in the past for a Scheduled state', async () => {
    await using at = await setup()
    const time = '2020-01-01T00:00:00.000000Z'
    const { body } = await at.create({ state: { type: 'SCHEDULED', state_details: { scheduled_time: time } } })
    expect(body).toMatchObject({ state_type: 'SCHEDULED', expected_start_time: time, next_scheduled_start_time: time })
    expect(body.estimated_start_time_delta).toBeGreaterThan(0)
  })

  it('refuses parameters above the limit, naming it', async () => {
    await using at = await setup()
    const { status, body } = await at.create({ parameters: { a: 'x'.repeat(524_288) } })
    expect([status, body.detail]).toEqual([422, expect.stringContaining('524288 bytes')])
  })

  it('names a pool or queue that is not there', async () => {
    await using at = await setup()
    expect(await at.create({ work_pool_name: 'nope' })).toMatchObject({ status: 404, body: { detail: 'Work pool "nope" not found.' } })
    expect(await at.create({ work_pool_name: 'nope', work_queue_name: 'q' })).toMatchObject({
      status: 404,
      body: { detail: "Work pool queue 'nope/q' not found." },
    })
  })
})

describe('states', () => {
  it('are 201 when written, with the attempt, and 200 when not', async () => {
    await using at = await setup()
    const { body: run } = await at.create()
    const set = (type: string, id: string = run.id): Promise<Answered> =>
      at.server.call('POST', `/flow_runs/${id}/set_state`, { state: { type } })
    const running = await set('RUNNING')
    expect(running).toMatchObject({
      status: 201,
      headers: { 'millrace-attempt': '1' },
      body: { status: 'ACCEPT', state: { type: 'RUNNING' } },
    })
    expect(await set('PENDING')).toMatchObject({ status: 200, body: { status: 'ABORT' } })
    expect(await set('COMPLETED')).toMatchObject({ status: 201, body: { status: 'ACCEPT' } })
    const { body: history } = await at.server.call('GET', `/flow_run_states/?flow_run_id=${run.id}`)
    expect(history.map(({ type }: { type: string }) => type)).toEqual(['PENDING', 'RUNNING', 'COMPLETED'])
    expect(await at.server.call('GET', `/flow_run_states/${history[1].id}`)).toMatchObject({ status: 200, body: history[1] })
    expect(await set('RUNNING', NOBODY)).toMatchObject({ status: 404, body: { exception_message: `Flow run with id ${NOBODY} not found` } })
  })

  it('of an attempt that was superseded are refused', async () => {
    await using at = await setup()
    const { body: run } = await at.create()
    const set = (type: string, attempt: string): Promise<Answered> =>
      at.server.call('POST', `/flow_runs/${run.id}/set_state`, { state: { type } }, { 'millrace-attempt': attempt })
    await at.server.call('POST', `/flow_runs/${run.id}/set_state`, { state: { type: 'RUNNING' } })
    await at.server.call('POST', `/flow_runs/${run.id}/set_state`, { state: { type: 'CRASHED' }, force: true })
    await at.server.call('POST', `/flow_runs/${run.id}/set_state`, { state: { type: 'RUNNING' }, force: true })
    expect((await set('COMPLETED', '1')).body.status).toBe('ABORT')
    expect((await set('COMPLETED', 'x')).status).toBe(400)
  })

  it('count the present time of a running run', async () => {
    await using at = await setup()
    const { body: run } = await at.create()
    await at.server.call('POST', `/flow_runs/${run.id}/set_state`, { state: { type: 'RUNNING' } })
    const { body } = await at.server.call('GET', `/flow_runs/${run.id}`)
    expect(body.total_run_time).toBe(0)
    expect(body.estimated_run_time).toBeGreaterThan(0)
  })

  it.each([
    ['any JSON', { a: [1, 'x', null, { b: true }] }],
    ['a text', 'plain'],
    ['false', false],
    ['a number', 0],
  ])('keep %s as data', async (_name, data) => {
    await using at = await setup()
    const { body: run } = await at.create({ state: { type: 'COMPLETED', data } })
    expect(run.state.data).toEqual(data)
  })

  it('of a paused run go on by resuming', async () => {
    await using at = await setup()
    const { body: run } = await at.create({ state: { type: 'RUNNING' } })
    const resume = (): Promise<Answered> => at.server.call('POST', `/flow_runs/${run.id}/resume`)
    expect(await resume()).toMatchObject({
      status: 200,
      body: { status: 'ABORT', details: { reason: 'Cannot resume a flow run that is not paused.' } },
    })
    const timeout = addSeconds(at.server.context.clock.now(), 300)
    const paused = { type: 'PAUSED', state_details: { pause_timeout: timeout, pause_key: 'k' } }
    await at.server.call('POST', `/flow_runs/${run.id}/set_state`, { state: paused })
    expect(await resume()).toMatchObject({ status: 201, body: { status: 'ACCEPT', state: { type: 'RUNNING' } } })
    expect((await at.server.call('POST', `/flow_runs/${NOBODY}/resume`)).status).toBe(404)
  })
})

describe('a run that waits for an input', () => {
  it('goes on with one that fits its schema, and keeps it', async () => {
    await using at = await setup()
    const { body: run } = await at.create({ state: { type: 'RUNNING' } })
    const send = (path: string, body: object): Promise<Answered> => at.server.call('POST', `/flow_runs/${run.id}/${path}`, body)
    const schema = { type: 'object', properties: { approved: { type: 'boolean' } }, required: ['approved'] }
    const timeout = addSeconds(at.server.context.clock.now(), 300)
    const keys = { schema: 'paused-schema', response: 'paused-response' }
    await send('set_state', {
      state: { type: 'PAUSED', state_details: { pause_timeout: timeout, pause_key: 'k', run_input_keyset: keys } },
    })
    expect((await send('resume', { run_input: { approved: true } })).body.details.reason).toBe('Run input schema not found.')
    await send('input', { key: 'paused-schema', value: JSON.stringify(schema) })
    expect(await send('resume', { run_input: { approved: 'perhaps' } })).toMatchObject({
      status: 200,
      body: { status: 'REJECT', details: { reason: expect.stringMatching(/^Reason: Validation failed for field 'approved'/) } },
    })
    expect(await send('resume', { run_input: { approved: true } })).toMatchObject({ status: 201, body: { status: 'ACCEPT' } })
    const kept = await at.server.app.inject(`/api/flow_runs/${run.id}/input/paused-response`)
    expect([kept.headers['content-type'], kept.body]).toEqual(['text/plain; charset=utf-8', '{"approved":true}'])
  })
})

describe('leases', () => {
  it('are taken for the present attempt and refused to an old one', async () => {
    await using at = await setup()
    const { body: run } = await at.create({ state: { type: 'RUNNING' } })
    const { body: read } = await at.server.call('POST', `/flow_runs/${run.id}/lease`, { attempt: 1, holder: 'me', seconds: 30 })
    expect(read).toMatchObject({ flow_run_id: run.id, attempt: 1, holder: 'me' })
    expect((await at.server.call('POST', `/flow_runs/${run.id}/lease`, { attempt: 7, holder: 'me' })).status).toBe(409)
    expect((await at.server.call('POST', `/flow_runs/${run.id}/lease`, { attempt: -1, holder: '' })).status).toBe(422)
  })
})

describe('changing', () => {
  it('sets what is named and leaves the rest', async () => {
    await using at = await setup()
    const { body: run } = await at.create({ tags: ['a'], parameters: { x: 1 } })
    const answer = await at.server.call('PATCH', `/flow_runs/${run.id}`, { name: 'new', tags: ['b'], infrastructure_pid: 'host:1' })
    expect([answer.status, answer.body]).toEqual([204, undefined])
    const { body } = await at.server.call('GET', `/flow_runs/${run.id}`)
    expect(body).toMatchObject({ name: 'new', tags: ['b'], infrastructure_pid: 'host:1', parameters: { x: 1 } })
    expect((await at.server.call('PATCH', `/flow_runs/${NOBODY}`, { name: 'x' })).status).toBe(404)
    expect((await at.server.call('PATCH', `/flow_runs/${run.id}`, { job_variables: { a: 1 } })).status).toBe(400)
  })

  it('adds labels', async () => {
    await using at = await setup()
    const { body: run } = await at.create()
    expect((await at.server.call('PATCH', `/flow_runs/${run.id}/labels`, { more: 1 })).status).toBe(204)
    expect((await at.server.call('GET', `/flow_runs/${run.id}`)).body.labels).toMatchObject({ team: 'a', more: 1 })
    expect((await at.server.call('PATCH', `/flow_runs/${run.id}/labels`, { more: {} })).status).toBe(422)
    expect((await at.server.call('PATCH', `/flow_runs/${NOBODY}/labels`, { more: 1 })).status).toBe(404)
  })

  it('deletes a run with its states and log lines', async () => {
    await using at = await setup()
    const { body: run } = await at.create()
    const line = { name: 'n', level: 20, message: 'm', timestamp: '2026-01-01T00:00:00Z', flow_run_id: run.id }
    await at.server.call('POST', '/logs/', [line])
    expect((await at.server.call('DELETE', `/flow_runs/${run.id}`)).status).toBe(204)
    expect((await at.server.call('GET', `/flow_runs/${run.id}`)).status).toBe(404)
    expect((await at.server.call('GET', `/flow_run_states/?flow_run_id=${run.id}`)).body).toEqual([])
    expect((await at.server.call('POST', '/logs/filter', {})).body).toEqual([])
    expect((await at.server.call('DELETE', `/flow_runs/${run.id}`)).status).toBe(404)
  })
})

describe('lists', () => {
  it('filter, sort, count and page', async () => {
    await using at = await setup()
    for (const name of ['b', 'a', 'c']) await at.create({ name, tags: name === 'c' ? ['x'] : [] })
    const names = (answer: Answered): string[] => answer.body.map((run: { name: string }) => run.name)
    expect(names(await at.server.call('POST', '/flow_runs/filter', {}))).toEqual(['c', 'a', 'b'])
    expect(names(await at.server.call('POST', '/flow_runs/filter', { sort: 'NAME_ASC', limit: 2, offset: 1 }))).toEqual(['b', 'c'])
    expect(names(await at.server.call('POST', '/flow_runs/filter', { flow_runs: { tags: { all_: ['x'] } } }))).toEqual(['c'])
    expect((await at.server.call('POST', '/flow_runs/count', { flow_runs: { name: { like_: 'A' } } })).body).toBe(1)
    const { body: page } = await at.server.call('POST', '/flow_runs/paginate', { sort: 'NAME_ASC', limit: 2, page: 2 })
    expect(page).toMatchObject({ count: 3, limit: 2, pages: 2, page: 2, results: [{ name: 'c' }] })
    expect((await at.server.call('POST', '/flow_runs/paginate', { limit: 0 })).body).toEqual({
      results: [],
      count: 3,
      limit: 0,
      pages: 0,
      page: 1,
    })
    expect((await at.server.call('POST', '/flow_runs/paginate', { page: 2 ** 52 })).status).toBe(200)
  })

  it.each([
    { flow_runs: { id: { any_: [] } } },
    { flow_runs: { id: { any_: Array.from({ length: 10_000 }, () => randomUUID()) } } },
    { flow_runs: { name: { like_: "%'_\\" } } },
    { flow_runs: { tags: { any_: ["'; drop table flow_run; --"] } } },
    { flow_runs: { operator: 'or_', state: { type: { any_: ['RUNNING'], not_any_: ['RUNNING'] } } } },
    { flows: {}, flow_runs: {}, task_runs: {}, deployments: {}, work_pools: {}, work_pool_queues: {} },
    { offset: 1_000_000_000 },
  ])('answer a filter of any kind', async (body) => {
    await using at = await setup()
    expect((await at.server.call('POST', '/flow_runs/filter', body)).status).toBe(200)
    expect((await at.server.call('POST', '/flow_runs/count', { ...body, offset: undefined })).status).toBe(200)
  })
})
