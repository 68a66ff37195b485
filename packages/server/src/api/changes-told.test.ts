import { describe, expect, it } from 'vitest'
import { createLapsedReadiness } from '../services/lapsed-readiness.ts'
import { STORE_KINDS } from '../store/testing.ts'
import { openTestApi, type TestApi } from './testing.ts'

interface Told {
  readonly event: string
  readonly resource: Readonly<Record<string, string>>
  readonly related: readonly Readonly<Record<string, string>>[]
  readonly payload: Readonly<Record<string, unknown>>
}

/** What events tell whose names begin so, oldest first. */
async function told(api: TestApi, ...prefixes: string[]): Promise<Told[]> {
  return (await api.call('POST', '/events/filter', { filter: { event: { prefix: prefixes }, order: 'ASC' } })).body.events
}

const names = (events: readonly Told[]): string[] => events.map(({ event }) => event)

async function made(api: TestApi, path: string, body: object): Promise<string> {
  const { status, body: answer } = await api.call('POST', path, body)
  expect(status).toBe(201)
  return answer.id
}

const lapse = (api: TestApi): Promise<unknown> =>
  createLapsedReadiness(api.context.settings).runOnce({ ...api.context, signal: new AbortController().signal })

describe.each(STORE_KINDS)('events on %s tell', (kind) => {
  it('what becomes of flows', async () => {
    await using api = await openTestApi(kind)
    const id = await made(api, '/flows/', { name: 'f', tags: ['a'] })
    expect((await api.call('POST', '/flows/', { name: 'f' })).status).toBe(200)
    await api.call('PATCH', `/flows/${id}`, { tags: ['b'] })
    await api.call('DELETE', `/flows/${id}`)
    await made(api, '/flows/', { name: 'g' })
    await api.call('POST', '/flows/bulk_delete', { flows: { name: { any_: ['g'] } } })
    const events = await told(api, 'prefect.flow.')
    expect(names(events)).toEqual(['created', 'updated', 'deleted', 'created', 'deleted'].map((what) => `prefect.flow.${what}`))
    expect(events[1]).toMatchObject({
      resource: { 'prefect.resource.id': `prefect.flow.${id}`, 'prefect.resource.name': 'f' },
      payload: { name: 'f', tags: ['b'], labels: {} },
    })
  })

  it('what becomes of variables, by id and by name', async () => {
    await using api = await openTestApi(kind)
    const id = await made(api, '/variables/', { name: 'v', value: { a: 1 }, tags: [] })
    await api.call('PATCH', '/variables/name/v', { value: 2 })
    await api.call('PATCH', `/variables/${id}`, { name: 'w' })
    await api.call('DELETE', '/variables/name/w')
    await api.call('DELETE', '/variables/name/w')
    const events = await told(api, 'prefect.variable.')
    expect(events.map(({ event, payload }) => [event, payload['name'], payload['value']])).toEqual([
      ['prefect.variable.created', 'v', { a: 1 }],
      ['prefect.variable.updated', 'v', 2],
      ['prefect.variable.updated', 'w', 2],
      ['prefect.variable.deleted', 'w', 2],
    ])
  })

  it('what becomes of blocks, but none of their secrets', async () => {
    await using api = await openTestApi(kind)
    const type = await made(api, '/block_types/', { name: 'T', slug: 't' })
    const fields = { type: 'object', properties: {}, secret_fields: ['key', 'nested.*'] }
    const schema = await made(api, '/block_schemas/', { block_type_id: type, fields, capabilities: ['write'] })
    const data = { key: 'hush-1', url: 'shown', nested: 'hush-2', number: 3 }
    const id = await made(api, '/block_documents/', { name: 'd', data, block_schema_id: schema, block_type_id: type })
    await api.call('PATCH', `/block_documents/${id}`, { data: { url: 'other' }, merge_existing_data: true })
    await api.call('PATCH', `/block_types/${type}`, { description: 'x' })
    await api.call('PATCH', `/block_types/${type}`, { description: 'x' })
    await api.call('DELETE', `/block_documents/${id}`)
    await api.call('DELETE', `/block_types/${type}`)
    const events = await told(api, 'prefect.block-')
    expect(names(events)).toEqual([
      'prefect.block-type.created',
      'prefect.block-document.created',
      'prefect.block-document.updated',
      'prefect.block-type.updated',
      'prefect.block-document.deleted',
      'prefect.block-type.deleted',
    ])
    expect(events[1]).toMatchObject({
      resource: { 'prefect.resource.id': `prefect.block-document.${id}`, 'prefect.resource.name': 'd' },
      related: [
        { 'prefect.resource.id': `prefect.block-type.${type}`, 'prefect.resource.role': 'block-type', 'prefect.resource.name': 'T' },
        { 'prefect.resource.id': `prefect.block-schema.${schema}`, 'prefect.resource.role': 'block-schema' },
      ],
    })
    expect(events[1]?.payload).toEqual({
      name: 'd',
      data: { url: 'shown' },
      block_schema: { capabilities: ['write'], block_type: { id: type, name: 'T' } },
    })
    expect(events[2]?.payload).toMatchObject({ data: { url: 'other' } })
    expect(JSON.stringify(events)).not.toContain('hush')
  })

  it('what becomes of concurrency limits, of names and of tags', async () => {
    await using api = await openTestApi(kind)
    const id = await made(api, '/v2/concurrency_limits/', { name: 'l', limit: 1 })
    await api.call('PATCH', `/v2/concurrency_limits/${id}`, { limit: 2 })
    await api.call('DELETE', '/v2/concurrency_limits/l')
    await api.call('POST', '/concurrency_limits/', { tag: 't', concurrency_limit: 3 })
    await api.call('POST', '/concurrency_limits/', { tag: 't', concurrency_limit: 4 })
    await api.call('DELETE', '/concurrency_limits/tag/t')
    const events = await told(api, 'prefect.concurrency-limit.')
    expect(events.map(({ event, resource, payload }) => [event.split('.')[2], resource['prefect.resource.name'], payload])).toEqual([
      ['created', 'l', { name: 'l', limit: 1, active: true, slot_decay_per_second: 0 }],
      ['updated', 'l', { name: 'l', limit: 2, active: true, slot_decay_per_second: 0 }],
      ['deleted', 'l', { name: 'l', limit: 2, active: true, slot_decay_per_second: 0 }],
      ['created', 't', { tag: 't', concurrency_limit: 3 }],
      ['updated', 't', { tag: 't', concurrency_limit: 4 }],
      ['deleted', 't', { tag: 't', concurrency_limit: 4 }],
    ])
  })

  it('which artifact is the newest of its key', async () => {
    await using api = await openTestApi(kind)
    const artifact = (data: string): Promise<string> => made(api, '/artifacts/', { key: 'k', type: 'markdown', data })
    const [first, second] = [await artifact('one'), await artifact('two')]
    await made(api, '/artifacts/', { data: 'without a key' })
    await api.call('DELETE', `/artifacts/${second}`)
    await api.call('DELETE', `/artifacts/${first}`)
    const events = await told(api, 'prefect.artifact-collection.')
    expect(
      events.map(({ event, payload, related }) => [event.split('.')[2], payload['data'], related[0]?.['prefect.resource.id']]),
    ).toEqual([
      ['created', 'one', `prefect.artifact.${first}`],
      ['updated', 'two', `prefect.artifact.${second}`],
      ['updated', 'one', `prefect.artifact.${first}`],
      ['deleted', 'one', `prefect.artifact.${first}`],
    ])
  })

  it('what becomes of deployments, and which fields have changed', async () => {
    await using api = await openTestApi(kind)
    const flow = await made(api, '/flows/', { name: 'f' })
    await made(api, '/work_pools/', { name: 'p', type: 'process' })
    const body = { name: 'd', flow_id: flow, work_pool_name: 'p', tags: ['a'] }
    const id = await made(api, '/deployments/', body)
    expect((await api.call('POST', '/deployments/', body)).status).toBe(200)
    await api.call('PATCH', `/deployments/${id}`, { tags: ['b'], description: 'new' })
    await api.call('DELETE', `/deployments/${id}`)
    const events = await told(api, 'prefect.deployment.')
    expect(names(events)).toEqual(['prefect.deployment.created', 'prefect.deployment.updated', 'prefect.deployment.deleted'])
    expect(events[0]?.related).toMatchObject([
      { 'prefect.resource.id': `prefect.flow.${flow}`, 'prefect.resource.name': 'f', 'prefect.resource.role': 'flow' },
      { 'prefect.resource.name': 'default', 'prefect.resource.role': 'work-queue' },
      { 'prefect.resource.name': 'p', 'prefect.work-pool.type': 'process', 'prefect.resource.role': 'work-pool' },
    ])
    expect(events[1]?.payload).toEqual({
      updated_fields: ['description', 'tags'],
      updates: { description: { from: null, to: 'new' }, tags: { from: ['a'], to: ['b'] } },
    })
    await made(api, '/deployments/', body)
    await api.call('POST', '/deployments/bulk_delete', { deployments: { name: { any_: ['d'] } } })
    expect(names(await told(api, 'prefect.deployment.deleted'))).toHaveLength(2)
  })

  it('what becomes of work pools and their queues', async () => {
    await using api = await openTestApi(kind)
    await made(api, '/work_pools/', { name: 'p', type: 'process' })
    await made(api, '/work_pools/p/queues', { name: 'q', priority: 5 })
    await api.call('PATCH', '/work_pools/p/queues/q', { description: 'new' })
    await api.call('PATCH', '/work_pools/p/queues/q', { is_paused: true })
    await api.call('PATCH', '/work_pools/p/queues/q', { is_paused: true })
    await api.call('PATCH', '/work_pools/p/queues/q', { is_paused: false })
    await api.call('DELETE', '/work_pools/p/queues/q')
    await api.call('PATCH', '/work_pools/p', { concurrency_limit: 3 })
    await api.call('PATCH', '/work_pools/p', { is_paused: true })
    await api.call('PATCH', '/work_pools/p', { is_paused: false })
    await api.call('DELETE', '/work_pools/p')
    const events = await told(api, 'prefect.work-')
    expect(events.map(({ event, resource }) => `${event.slice('prefect.'.length)} ${resource['prefect.resource.name']}`)).toEqual([
      'work-queue.created default',
      'work-pool.created p',
      'work-pool.not-ready p',
      'work-queue.created q',
      'work-queue.updated q',
      'work-queue.paused q',
      'work-queue.not-ready q',
      'work-queue.deleted q',
      'work-pool.updated p',
      'work-pool.paused p',
      'work-pool.not-ready p',
      'work-queue.deleted default',
      'work-pool.deleted p',
    ])
    expect(events[4]?.payload).toEqual({ updated_fields: ['description'], updates: { description: { from: '', to: 'new' } } })
    expect(events[8]?.payload).toEqual({ updated_fields: ['concurrency_limit'], updates: { concurrency_limit: { from: null, to: 3 } } })
  })

  it('once when somebody takes runs, and once when nobody does any more', async () => {
    await using api = await openTestApi(kind)
    const flow = await made(api, '/flows/', { name: 'f' })
    await made(api, '/work_pools/', { name: 'p', type: 'process' })
    const inPool = await made(api, '/deployments/', { name: 'in-pool', flow_id: flow, work_pool_name: 'p' })
    const served = await made(api, '/deployments/', { name: 'served', flow_id: flow })
    const poll = async (): Promise<void> => {
      await api.call('POST', '/work_pools/p/workers/heartbeat', { name: 'w' })
      await api.call('POST', '/work_pools/p/get_scheduled_flow_runs', {})
      await api.call('POST', '/deployments/get_scheduled_flow_runs', { deployment_ids: [served] })
    }
    const age = (time: string | null): Promise<unknown> =>
      api.context.store.write(async ({ db }) => {
        await db.updateTable('work_queue').set({ last_polled: time }).execute()
        await db.updateTable('deployment').set({ last_polled: time }).execute()
        await db.updateTable('worker').set({ last_heartbeat_time: time }).execute()
      })
    const statuses = async (): Promise<string[]> =>
      (await told(api, 'prefect.deployment.', 'prefect.work-'))
        .filter(({ event }) => event.endsWith('ready'))
        .map(({ event, resource }) => `${event.slice('prefect.'.length)} ${resource['prefect.resource.name']}`)
        .slice(1)
    await poll()
    await poll()
    await lapse(api)
    const ready = ['work-pool.ready p', 'work-queue.ready default', 'deployment.ready in-pool', 'deployment.ready served']
    expect(await statuses()).toEqual(ready)
    const long = '2020-01-01T00:00:00.000000Z'
    await age(long)
    await lapse(api)
    await lapse(api)
    const lapsed = await statuses()
    expect(lapsed.slice(0, 4)).toEqual(ready)
    expect(lapsed.slice(4).toSorted()).toEqual(ready.map((one) => one.replace('.ready', '.not-ready')).toSorted())
    await poll()
    expect(await statuses()).toEqual([...lapsed, ...ready])
    await api.call('DELETE', `/deployments/${inPool}`)
    await api.call('DELETE', '/work_pools/p')
    await age(long)
    await lapse(api)
    expect(await statuses()).toEqual([...lapsed, ...ready, 'deployment.not-ready served'])
    expect(await api.context.store.read(({ db }) => db.selectFrom('ready_object').selectAll().execute())).toEqual([])
  })
})
