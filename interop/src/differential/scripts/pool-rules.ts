import type { Conversation } from '../conversation.ts'

const UNKNOWN = 'aaaaaaaa-0000-4000-8000-000000000023'
const POOLS = '/work_pools'

/** What holds of work pools beyond their fields: names kept back, templates, storage, slots, ranks of queues, and who gets which run. */
export async function talkOfPoolRules(api: Conversation): Promise<void> {
  api.topic('rules of pools')
  await names(api)
  await templates(api)
  if (api.generation === 3) await storage(api)
  await ranks(api)
  await claims(api)
}

async function names(api: Conversation): Promise<void> {
  const create = (name: unknown, more: object = {}): Promise<unknown> =>
    api.call(`create ${JSON.stringify(name)} ${Object.keys(more).join()}`, 'POST', `${POOLS}/`, { name, ...more })
  for (const name of [' ', "''", "' ' ", 'hi/there', 'hi%there', 'Prefect', 'PrefectPool', 'Prefect Pool', 'prefect-x']) await create(name)
  await create('diff-rules-typeless')
  await create('diff rules: ü', { type: 'K8S' })
  await create('diff-rules-paused', { type: 'test', is_paused: true, concurrency_limit: 5 })
  await api.call('read a name with spaces', 'GET', `${POOLS}/${encodeURIComponent('diff rules: ü')}`)
  for (const body of [
    { description: 'x' },
    { is_paused: true, concurrency_limit: 5 },
    { concurrency_limit: -5 },
    { concurrency_limit: 0 },
  ]) {
    await api.call(`change a reserved one: ${JSON.stringify(body)}`, 'PATCH', `${POOLS}/prefect-agentless`, body)
    await api.call(`change one: ${JSON.stringify(body)}`, 'PATCH', `${POOLS}/diff-rules-typeless`, body)
  }
  await api.call('read changed', 'GET', `${POOLS}/diff-rules-typeless`)
  await api.call('rename', 'PATCH', `${POOLS}/diff-rules-typeless`, { name: 'other' })
  await api.call('delete a reserved one', 'DELETE', `${POOLS}/prefect-agentless`)
  await api.call('resume one that was paused', 'PATCH', `${POOLS}/diff-rules-paused`, { is_paused: false })
  await api.call('read resumed', 'GET', `${POOLS}/diff-rules-paused`)
  await api.call('list a few', 'POST', `${POOLS}/filter`, { work_pools: { name: { any_: ['diff-rules-paused', 'diff-rules-typeless'] } } })
  await api.call('list one of them', 'POST', `${POOLS}/filter`, {
    work_pools: { name: { any_: ['diff-rules-paused', 'diff-rules-typeless'] } },
    offset: 1,
    limit: 1,
  })
}

async function templates(api: Conversation): Promise<void> {
  const text = { type: 'string', title: 'T' }
  const template = (configuration: unknown, properties: object, required: readonly string[] = []): object => ({
    job_configuration: configuration,
    variables: { type: 'object', properties, required },
  })
  const kinds: Readonly<Record<string, unknown>> = {
    'that fits': template({ command: '{{ command }}' }, { command: text }),
    'of one key': { job_configuration: {} },
    'that names what is deep': template({ config: { deep: ['{{ missing }}', { a: 1 }] } }, { command: text }),
    'with text around a name': template({ command: 'run {{ command }} --now' }, { command: text }),
    'with a block that is not there': template(
      { b: '{{ b }}' },
      { b: { type: 'string', default: { $ref: { block_document_id: UNKNOWN } } } },
    ),
    'with a bad reference': template({ b: '{{ b }}' }, { b: { type: 'object', default: { $ref: { block_document_id: 'none' } } } }),
    'with a block as placeholder': template({ b: '{{ prefect.blocks.secret.x }}' }, {}),
    'with a variable as placeholder': template({ b: '{{ prefect.variables.x }}' }, {}),
    'with a default of a wrong type': template({ a: '{{ a }}' }, { a: { type: 'integer', default: 'x' } }),
    'with an unknown type': template({ a: '{{ a }}' }, { a: { type: 'blork' } }),
    'whose variables are a list': { job_configuration: {}, variables: [] },
    'whose configuration is a text': { job_configuration: 'x', variables: {} },
    empty: {},
  }
  for (const [label, base_job_template] of Object.entries(kinds)) {
    const name = `diff-template ${label}`
    await api.call(`create with a template ${label}`, 'POST', `${POOLS}/`, { name, type: 'test', base_job_template })
    await api.call(`change to a template ${label}`, 'PATCH', `${POOLS}/diff-rules-typeless`, { base_job_template })
  }
}

async function storage(api: Conversation): Promise<void> {
  const step = { 'some.upload': { requires: 'x', bucket: 'b' } }
  const storage_configuration = { bundle_upload_step: step, bundle_execution_step: step, default_result_storage_block_id: UNKNOWN }
  await api.call('create with storage', 'POST', `${POOLS}/`, { name: 'diff-storage', type: 'test', storage_configuration })
  await api.call('change something else', 'PATCH', `${POOLS}/diff-storage`, { description: 'newest' })
  await api.call('read with storage', 'GET', `${POOLS}/diff-storage`)
  await api.call('change part of the storage', 'PATCH', `${POOLS}/diff-storage`, { storage_configuration: { bundle_upload_step: null } })
  await api.call('read with part of the storage', 'GET', `${POOLS}/diff-storage`)
  await api.call('take the storage away', 'PATCH', `${POOLS}/diff-storage`, { storage_configuration: {} })
  await api.call('read without storage', 'GET', `${POOLS}/diff-storage`)
  await api.call('change to an unknown storage', 'PATCH', `${POOLS}/diff-storage`, { storage_configuration: { colour: 1 } })
  await api.call('create with an unknown storage', 'POST', `${POOLS}/`, { name: 'x', type: 'test', storage_configuration: { colour: 1 } })
  const headers = { 'user-agent': 'prefect/3.3.7 (API 0.8.4)' }
  await api.call('read as an earlier client', 'GET', `${POOLS}/diff-storage`, undefined, { headers })
  await api.call('list as an earlier client', 'POST', `${POOLS}/filter`, { work_pools: { name: { any_: ['diff-storage'] } } }, { headers })
}

async function ranks(api: Conversation): Promise<void> {
  api.topic('ranks of queues')
  await api.call('pool', 'POST', `${POOLS}/`, { name: 'diff-ranks', type: 'test' })
  const path = `${POOLS}/diff-ranks/queues`
  const list = (label: string): Promise<unknown> => api.call(`list ${label}`, 'POST', `${path}/filter`, {})
  for (const name of ['a', 'b', 'c', 'd']) await api.call(`queue ${name}`, 'POST', path, { name })
  await list('as made')
  for (const [name, priority] of [
    ['d', 1],
    ['a', 4],
    ['b', 100],
    ['default', 2],
    ['c', 3],
  ] as const) {
    await api.call(`rank of ${name}`, 'PATCH', `${path}/${name}`, { priority })
    await list(`after ${name}`)
  }
  await api.call('queue in between', 'POST', path, { name: 'e', priority: 2 })
  await list('with one in between')
  await api.call('delete one', 'DELETE', `${path}/a`)
  await list('without one')
  await api.call('rename', 'PATCH', `${path}/b`, { name: 'bee' })
  await api.call('rename the default', 'PATCH', `${path}/default`, { name: 'standard' })
  await list('renamed')
  await api.call('a rank of less than one', 'PATCH', `${path}/c`, { priority: 0 })
  await api.call('a limit of less than none', 'PATCH', `${path}/c`, { concurrency_limit: -1 })
  await api.call('a limit of none', 'PATCH', `${path}/c`, { concurrency_limit: 0 })
  await api.call('pause', 'PATCH', `${path}/c`, { is_paused: true })
  await api.call('read paused', 'GET', `${path}/c`)
  await api.call('resume', 'PATCH', `${path}/c`, { is_paused: false })
  await api.call('read resumed', 'GET', `${path}/c`)
  await api.call('a filter of tags', 'PATCH', `${path}/c`, { filter: { tags: ['x'] } })
  await api.call('read with a filter', 'GET', `${path}/c`)
}

async function claims(api: Conversation): Promise<void> {
  api.topic('claims in pools')
  await api.call('pool', 'POST', `${POOLS}/`, { name: 'diff-claims', type: 'test', concurrency_limit: 3 })
  const queues = `${POOLS}/diff-claims/queues`
  await api.call('queue low', 'POST', queues, { name: 'low', priority: 5 })
  await api.call('queue high', 'POST', queues, { name: 'high', priority: 1, concurrency_limit: 2 })
  const flow_id = await api.made('flow', 'POST', '/flows/', { name: 'diff-claims' })
  const runs = new Map<string, string>()
  for (const queue of ['low', 'high']) {
    const deployment = { name: queue, flow_id, work_pool_name: 'diff-claims', work_queue_name: queue }
    const id = await api.made(`deployment ${queue}`, 'POST', '/deployments/', deployment)
    for (const minute of [1, 2, 3]) {
      const name = `${queue}-${minute}`
      const state = { type: 'SCHEDULED', state_details: { scheduled_time: `2026-01-01T00:0${minute}:00Z` } }
      runs.set(name, await api.made(`run ${name}`, 'POST', `/deployments/${id}/create_flow_run`, { name, state }))
    }
  }
  const before = { scheduled_before: '2030-01-01T00:00:00Z' }
  const due = (label: string, more: object = {}): Promise<unknown> =>
    api.call(`due ${label}`, 'POST', `${POOLS}/diff-claims/get_scheduled_flow_runs`, { ...before, ...more })
  const set = (name: string, type: string): Promise<unknown> =>
    api.call(`${name} to ${type}`, 'POST', `/flow_runs/${runs.get(name)}/set_state`, { state: { type } })
  await due('of all')
  await due('of two', { limit: 2 })
  await due('of both queues', { work_queue_names: ['low', 'high'] })
  await due('of one queue', { work_queue_names: ['low'] })
  await due('after a minute', { scheduled_after: '2026-01-01T00:01:30Z' })
  await set('high-1', 'PENDING')
  await due('with one claimed')
  await api.call('pool with one claimed', 'GET', `${POOLS}/diff-claims`)
  await api.untilSet(`${queues}/high`, 'last_polled')
  await api.call('queue with one claimed', 'GET', `${queues}/high`)
  await set('high-2', 'PENDING')
  await set('high-1', 'RUNNING')
  await due('with a queue that is full')
  await set('low-1', 'PENDING')
  await due('with a pool that is full')
  await api.call('pool that is full', 'GET', `${POOLS}/diff-claims`)
  await set('high-1', 'COMPLETED')
  await due('with a slot again')
  await api.call('more room', 'PATCH', `${POOLS}/diff-claims`, { concurrency_limit: null })
  await api.call('no room in one', 'PATCH', `${queues}/high`, { concurrency_limit: 0 })
  await due('with no room in one')
  await api.call('pause one', 'PATCH', `${queues}/low`, { is_paused: true })
  await due('with one paused')
  await api.call('resume one', 'PATCH', `${queues}/low`, { is_paused: false })
  await api.call('no room at all', 'PATCH', `${POOLS}/diff-claims`, { concurrency_limit: 0 })
  await due('with no room at all')
  await api.call('heartbeat', 'POST', `${POOLS}/diff-claims/workers/heartbeat`, { name: 'w', heartbeat_interval_seconds: 600 })
  await api.call('heartbeat of another', 'POST', `${POOLS}/diff-claims/workers/heartbeat`, {
    name: 'v',
    heartbeat_interval_seconds: 600,
    ...(api.generation === 3 ? { metadata: { integrations: [{ name: 'x', version: '1' }] } } : {}),
  })
  await api.call('workers', 'POST', `${POOLS}/diff-claims/workers/filter`, { workers: { status: { any_: ['ONLINE'] } }, limit: 5 })
  // 2.20 passes over the status.
  if (api.generation === 3) {
    await api.call('workers that are away', 'POST', `${POOLS}/diff-claims/workers/filter`, { workers: { status: { any_: ['OFFLINE'] } } })
  }
  await api.call('workers of some time ago', 'POST', `${POOLS}/diff-claims/workers/filter`, {
    workers: { last_heartbeat_time: { before_: '2020-01-01T00:00:00Z' } },
  })
  await api.call('pool with workers', 'GET', `${POOLS}/diff-claims`)
  await api.call('delete the pool', 'DELETE', `${POOLS}/diff-claims`)
  await api.call('run of a deleted pool', 'GET', `/flow_runs/${runs.get('low-2')}`)
  await api.call('deployments of a deleted pool', 'POST', '/deployments/filter', { flows: { id: { any_: [flow_id] } } })
}
