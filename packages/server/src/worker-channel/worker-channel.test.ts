import { randomUUID } from 'node:crypto'
import { addSeconds } from '@millrace/protocol'
import { describe, expect, it } from 'vitest'
import { enqueueCleanup } from '../cleanups/enqueue-cleanup.ts'
import { createCleanupReconciler } from '../services/cleanup-reconciler.ts'
import { openTestApp, type TestApp, type TestSocket } from '../testing.ts'

const WORKER = { consumer_id: randomUUID(), worker_name: 'w', heartbeat_interval_seconds: 30 }
const CAPABILITIES = ['worker_heartbeat.v1', 'work_pool_snapshot.v1']

const frame = (type: string, payload: object): object => ({ type, id: randomUUID(), sent_at: new Date().toISOString(), payload })

const hello = (given: object = {}): object =>
  frame('worker.hello.v1', {
    ...WORKER,
    worker_type: 'process',
    supported_channel_versions: ['work_pool_worker_channel.v1'],
    requested_capabilities: CAPABILITIES,
    ...given,
  })

const CLEARING = {
  requested_capabilities: [...CAPABILITIES, 'cleanup_delivery.v1', 'unheard_of.v1'],
  handled_cleanup_kinds: ['cancelling_timeout_teardown.v1'],
}

async function connect(server: TestApp, pool = 'p', given: object = {}): Promise<TestSocket> {
  const socket = await server.connect(`/work_pools/${pool}/workers/connect`)
  await socket.authenticate()
  socket.send(hello(given))
  return socket
}

/** A run of the pool whose cancellation nobody carried out. */
async function leaveBehind(server: TestApp, queue = 'default'): Promise<string> {
  const { body } = await server.call('GET', `/work_pools/p/queues/${queue}`)
  const id = randomUUID()
  const run = { id, state_id: null, work_queue_id: body.id, infrastructure_pid: 'host:1' }
  await server.context.store.write((tx) => enqueueCleanup(server.context, tx, run))
  return id
}

describe('the channel of a worker', () => {
  it('makes the pool it is asked for, shows it, and makes the worker known', async () => {
    await using server = await openTestApp()
    const variables = { type: 'object', properties: { command: { type: 'string' } } }
    const template = { job_configuration: { command: '{{ command }}' }, variables }
    const socket = await connect(server, 'p', { create_pool_if_not_found: true, default_base_job_template: template })
    const ready = await socket.next()
    expect(ready).toMatchObject({
      type: 'worker.ready.v1',
      payload: {
        consumer_id: WORKER.consumer_id,
        worker_id: null,
        accepted_capabilities: CAPABILITIES,
        rejected_capabilities: [],
        effective_max_cleanup_concurrency: 0,
        resolved_work_queues: [{ name: 'default' }],
        initial_snapshot: {
          snapshot_sequence: 1,
          reason: 'initial',
          work_pool: { name: 'p', type: 'process', base_job_template: template },
        },
      },
    })
    expect((await server.call('POST', '/work_pools/p/workers/filter', {})).body).toMatchObject([{ name: 'w', status: 'ONLINE' }])
  })

  it('tells of changes of the pool, also of those that only a heartbeat reveals, and ends with it', async () => {
    await using server = await openTestApp()
    await server.call('POST', '/work_pools/', { name: 'p', type: 'process' })
    const socket = await connect(server)
    await socket.next()
    await server.context.store.write(({ db }) =>
      db.updateTable('work_pool').set({ description: 'by another server', updated: server.context.clock.now() }).execute(),
    )
    socket.send(frame('worker.heartbeat.v1', WORKER))
    expect(await socket.next()).toMatchObject({
      type: 'work_pool.snapshot.v1',
      payload: { snapshot_sequence: 2, reason: 'heartbeat_reconciliation', work_pool: { description: 'by another server' } },
    })
    await server.call('PATCH', '/work_pools/p', { is_paused: true })
    // Told of by the event, or found by the next heartbeat.
    socket.send(frame('worker.heartbeat.v1', WORKER))
    expect(await socket.next()).toMatchObject({ payload: { snapshot_sequence: 3, work_pool: { is_paused: true } } })
    await server.call('DELETE', '/work_pools/p')
    socket.send(frame('worker.heartbeat.v1', WORKER))
    expect((await socket.closed).reason).toMatch(/authorization_failed|heartbeat_persistence_failed/)
  })

  it('makes no pool, and fills in no template, for a worker of a queue that is not there', async () => {
    await using server = await openTestApp()
    await server.call('POST', '/work_pools/', { name: 'empty', type: 'process' })
    const variables = { type: 'object', properties: { command: { type: 'string' } } }
    const default_base_job_template = { job_configuration: { command: '{{ command }}' }, variables }
    const asked = { work_queue_names: ['absent'], create_pool_if_not_found: true, default_base_job_template }
    for (const pool of ['empty', 'new']) {
      const socket = await connect(server, pool, asked)
      expect((await socket.closed).reason).toBe('authorization_failed')
    }
    expect((await server.call('GET', '/work_pools/new')).status).toBe(404)
    expect((await server.call('GET', '/work_pools/empty')).body).toMatchObject({ base_job_template: {} })
  })

  it.each([
    ['no subprotocol', { code: 1008, reason: 'authentication_failed' }],
    ['no credentials', { code: 1008, reason: 'authentication_failed' }],
    ['a frame that is no hello', { code: 1002, reason: 'protocol_error' }],
    ['a pool that is not there', { code: 1008, reason: 'authorization_failed' }],
    ['a queue that is not there', { code: 1008, reason: 'authorization_failed' }],
    ['another version', { code: 1008, reason: 'unsupported_version' }],
    ['capabilities that lack one', { code: 1002, reason: 'protocol_error' }],
    ['a heartbeat of somebody else', { code: 1002, reason: 'protocol_error' }],
  ])('is refused for %s', async (why, closed) => {
    await using server = await openTestApp()
    await server.call('POST', '/work_pools/', { name: 'p', type: 'process' })
    const socket = await server.connect('/work_pools/p/workers/connect', { subprotocol: why === 'no subprotocol' ? '' : 'prefect' })
    if (why === 'no credentials') socket.send(hello())
    else if (why !== 'no subprotocol') await socket.authenticate()
    if (why === 'a frame that is no hello') socket.send({ type: 'hello' })
    if (why === 'a queue that is not there') socket.send(hello({ work_queue_names: ['absent'] }))
    if (why === 'another version') socket.send(hello({ supported_channel_versions: ['v9'] }))
    if (why === 'capabilities that lack one') socket.send(hello({ requested_capabilities: CAPABILITIES.slice(1) }))
    if (why === 'a heartbeat of somebody else') {
      socket.send(hello())
      await socket.next()
      socket.send(frame('worker.heartbeat.v1', { ...WORKER, worker_name: 'other' }))
    }
    const other = why === 'a pool that is not there' ? await connect(server, 'absent') : socket
    expect(await other.closed).toEqual(closed)
  })

  it('asks a worker to clear away what was left, one at a time, until it is done', async () => {
    await using server = await openTestApp()
    await server.call('POST', '/work_pools/', { name: 'p', type: 'process' })
    const first = await leaveBehind(server)
    const socket = await connect(server, 'p', CLEARING)
    expect((await socket.next()).payload).toMatchObject({
      accepted_capabilities: [...CAPABILITIES, 'cleanup_delivery.v1'],
      rejected_capabilities: ['unheard_of.v1'],
      effective_max_cleanup_concurrency: 1,
    })
    const message = await socket.next()
    expect(message).toMatchObject({
      type: 'cleanup.message.v1',
      payload: {
        kind: 'cancelling_timeout_teardown.v1',
        delivery_count: 1,
        target: { flow_run_id: first, infrastructure_pid: 'host:1' },
        data: {},
      },
    })
    const second = await leaveBehind(server)
    const { message_id, reservation_token } = message.payload
    const say = async (type: string, payload: object): Promise<ReturnType<typeof JSON.parse>> => {
      socket.send(frame(type, payload))
      return (await socket.next()).payload
    }
    expect(await say('cleanup.renew.v1', { message_id, reservation_token })).toMatchObject({ operation: 'renew', status: 'accepted' })
    expect(await say('cleanup.ack.v1', { message_id, reservation_token: randomUUID() })).toMatchObject({ status: 'invalid_token' })
    socket.send(frame('cleanup.ack.v1', { message_id, reservation_token }))
    const answers = [await socket.next(), await socket.next()]
    expect(new Set(answers.map(({ payload }) => payload.status ?? payload.target.flow_run_id))).toEqual(new Set(['accepted', second]))
    expect(await say('cleanup.ack.v1', { message_id, reservation_token })).toMatchObject({ status: 'not_current' })
    expect(await say('cleanup.ack.v1', { message_id: randomUUID(), reservation_token })).toMatchObject({ status: 'not_found' })
  })

  it('asks another worker when one lets its time pass, three times at most', async () => {
    await using server = await openTestApp()
    await server.call('POST', '/work_pools/', { name: 'p', type: 'process' })
    await leaveBehind(server)
    const reconciler = createCleanupReconciler(server.context.settings)
    const pass = (): Promise<unknown> => {
      const now = addSeconds(server.context.clock.now(), 60)
      return reconciler.runOnce({ ...server.context, clock: { now: () => now }, signal: new AbortController().signal })
    }
    for (let delivery = 1; delivery <= 3; delivery += 1) {
      const socket = await connect(server, 'p', { ...CLEARING, consumer_id: randomUUID() })
      await socket.next()
      expect((await socket.next()).payload).toMatchObject({ delivery_count: delivery })
      socket.socket.terminate()
      await pass()
    }
    const [left] = await server.context.store.read(({ db }) => db.selectFrom('worker_cleanup').selectAll().execute())
    expect(left).toMatchObject({ outcome: 'given-up', deliveries: 3 })
  })
})
