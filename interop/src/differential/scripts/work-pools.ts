import { type Conversation, textAt } from '../conversation.ts'
import { sendVariants } from '../variants.ts'

const UNKNOWN = 'aaaaaaaa-0000-4000-8000-000000000006'
const TEMPLATE = {
  job_configuration: { command: '{{ command }}', env: '{{ env }}' },
  variables: { type: 'object', properties: { command: { type: 'string' }, env: { type: 'object' } } },
}

/** Work pools, their queues and workers, and the queues of the older kind. */
export async function talkOfWorkPools(api: Conversation): Promise<void> {
  api.topic('work pools')
  const full = { name: 'diff-pool', type: 'process', description: 'd', base_job_template: TEMPLATE, is_paused: false, concurrency_limit: 5 }
  await api.call('create', 'POST', '/work_pools/', full)
  await api.call('create again', 'POST', '/work_pools/', full)
  await api.call('create one of Prefect', 'POST', '/work_pools/', { name: 'prefect-pool', type: 'process' })
  await api.call('create with a negative limit', 'POST', '/work_pools/', { name: 'negative', type: 'process', concurrency_limit: -1 })
  await api.call('create with a limit of none', 'POST', '/work_pools/', { name: 'diff-pool-zero', type: 'process', concurrency_limit: 0 })
  await api.call('create with a bad template', 'POST', '/work_pools/', {
    name: 'bad-template',
    type: 'process',
    base_job_template: { a: 1 },
  })
  await api.call('create with a template that names too much', 'POST', '/work_pools/', {
    name: 'names-too-much',
    type: 'process',
    base_job_template: { job_configuration: { a: '{{ missing }}' }, variables: { properties: {} } },
  })
  await api.call('create with a slash', 'POST', '/work_pools/', { name: 'a/b', type: 'process' })
  await sendVariants(api, 'create', 'POST', '/work_pools/', full, (n) => ({ name: `diff-pool-${n}` }))
  await api.call('read', 'GET', '/work_pools/diff-pool')
  await api.call('read unknown', 'GET', '/work_pools/absent')
  const change = { description: 'e', base_job_template: TEMPLATE, is_paused: true, concurrency_limit: 7 }
  await api.call('change', 'PATCH', '/work_pools/diff-pool', change)
  await api.call('read changed', 'GET', '/work_pools/diff-pool')
  await api.call('change unknown', 'PATCH', '/work_pools/absent', change)
  await api.call('change one of Prefect', 'PATCH', '/work_pools/prefect-absent', change)
  await sendVariants(api, 'change', 'PATCH', '/work_pools/diff-pool', change)
  await api.call('change back', 'PATCH', '/work_pools/diff-pool', { ...full, name: undefined, type: undefined })
  await queuesOf(api)
  await workersOf(api)
  await runsIn(api)
  await api.call('filter by name', 'POST', '/work_pools/filter', { work_pools: { name: { any_: ['diff-pool', 'diff-pool-zero'] } } })
  await api.call('filter by type', 'POST', '/work_pools/filter', { work_pools: { type: { any_: ['none-such'] } } })
  await api.call('filter by an unknown filter', 'POST', '/work_pools/filter', { work_pools: { colour: {} } })
  await api.call('filter too many', 'POST', '/work_pools/filter', { limit: 500 })
  await api.call('count', 'POST', '/work_pools/count', { work_pools: { name: { any_: ['diff-pool', 'absent'] } } })
  await api.call('delete', 'DELETE', '/work_pools/diff-pool-zero')
  await api.call('delete again', 'DELETE', '/work_pools/diff-pool-zero')
  await olderQueues(api)
}

async function queuesOf(api: Conversation): Promise<void> {
  api.topic('queues of a pool')
  const path = '/work_pools/diff-pool/queues'
  const full = { name: 'high', description: 'd', is_paused: false, concurrency_limit: 3, priority: 2 }
  await api.call('create', 'POST', path, full)
  await api.call('create again', 'POST', path, full)
  await api.call('create with the least', 'POST', path, { name: 'least' })
  await api.call('create first', 'POST', path, { name: 'first', priority: 1 })
  await api.call('create in an unknown pool', 'POST', '/work_pools/absent/queues', full)
  await api.call('create with priority 0', 'POST', path, { name: 'zero', priority: 0 })
  await sendVariants(api, 'create', 'POST', path, full, (n) => ({ name: `high-${n}`, priority: 10 + n }))
  await api.call('read', 'GET', `${path}/high`)
  await api.call('read default', 'GET', `${path}/default`)
  await api.call('read unknown', 'GET', `${path}/absent`)
  await api.call('read in an unknown pool', 'GET', '/work_pools/absent/queues/high')
  await api.call('list', 'POST', `${path}/filter`, {})
  await api.call('list one', 'POST', `${path}/filter`, { limit: 1, offset: 1 })
  await api.call('list by name', 'POST', `${path}/filter`, { work_queues: { name: { any_: ['high'] } } })
  await api.call('change', 'PATCH', `${path}/high`, { description: 'e', priority: 1, concurrency_limit: null, is_paused: true })
  await api.call('read changed', 'GET', `${path}/high`)
  await api.call('rename to one that is there', 'PATCH', `${path}/high`, { name: 'least' })
  await api.call('change unknown', 'PATCH', `${path}/absent`, { description: 'x' })
  await api.call('change with an unknown field', 'PATCH', `${path}/high`, { colour: 1 })
  await api.call('list changed', 'POST', `${path}/filter`, {})
  await api.call('delete', 'DELETE', `${path}/least`)
  await api.call('delete again', 'DELETE', `${path}/least`)
  await api.call('delete default', 'DELETE', `${path}/default`)
}

async function workersOf(api: Conversation): Promise<void> {
  api.topic('workers')
  const path = '/work_pools/diff-pool/workers'
  await api.call('heartbeat', 'POST', `${path}/heartbeat`, { name: 'w-1', heartbeat_interval_seconds: 10 })
  await api.call('heartbeat again', 'POST', `${path}/heartbeat`, { name: 'w-1' })
  await api.call('heartbeat without a name', 'POST', `${path}/heartbeat`, {})
  await api.call('heartbeat in an unknown pool', 'POST', '/work_pools/absent/workers/heartbeat', { name: 'w-1' })
  await api.call('list', 'POST', `${path}/filter`, {})
  await api.call('list online', 'POST', `${path}/filter`, { workers: { status: { any_: ['ONLINE'] } } })
  await api.call('list by a bad status', 'POST', `${path}/filter`, { workers: { status: { any_: ['ASLEEP'] } } })
  await api.call('list in an unknown pool', 'POST', '/work_pools/absent/workers/filter', {})
  await api.call('pool with a worker', 'GET', '/work_pools/diff-pool')
  await api.call('delete', 'DELETE', `${path}/w-1`)
  await api.call('delete again', 'DELETE', `${path}/w-1`)
}

async function runsIn(api: Conversation): Promise<void> {
  api.topic('runs in pools')
  const flow_id = await api.made('flow', 'POST', '/flows/', { name: 'diff-pooled' })
  const deployment = await api.made('deployment', 'POST', '/deployments/', {
    name: 'pooled',
    flow_id,
    work_pool_name: 'diff-pool',
    work_queue_name: 'first',
  })
  for (const [name, scheduled_time] of [
    ['early', '2026-01-01T00:00:00Z'],
    ['late', '2044-01-01T00:00:00Z'],
  ] as const) {
    await api.call(`run ${name}`, 'POST', `/deployments/${deployment}/create_flow_run`, {
      name,
      state: { type: 'SCHEDULED', state_details: { scheduled_time } },
    })
  }
  const path = '/work_pools/diff-pool/get_scheduled_flow_runs'
  await api.call('due', 'POST', path, { scheduled_before: '2030-01-01T00:00:00Z' })
  await api.call('due by queue', 'POST', path, { scheduled_before: '2045-01-01T00:00:00Z', work_queue_names: ['first'], limit: 5 })
  await api.call('due in an unknown queue', 'POST', path, { scheduled_before: '2045-01-01T00:00:00Z', work_queue_names: ['absent'] })
  await api.call('due after', 'POST', path, { scheduled_after: '2040-01-01T00:00:00Z', scheduled_before: '2045-01-01T00:00:00Z' })
  await api.call('due in an unknown pool', 'POST', '/work_pools/absent/get_scheduled_flow_runs', {})
  await api.call('due with a bad time', 'POST', path, { scheduled_before: 'soon' })
  await api.call('due too many', 'POST', path, { limit: 1000 })
  await api.call('pool after a poll', 'GET', '/work_pools/diff-pool')
  await api.call('pause', 'PATCH', '/work_pools/diff-pool', { is_paused: true })
  await api.call('due when paused', 'POST', path, { scheduled_before: '2030-01-01T00:00:00Z' })
}

async function olderQueues(api: Conversation): Promise<void> {
  api.topic('work queues')
  const id = await api.made('create', 'POST', '/work_queues/', {
    name: 'old-queue',
    description: 'd',
    concurrency_limit: 2,
    is_paused: false,
  })
  await api.call('create again', 'POST', '/work_queues/', { name: 'old-queue' })
  await sendVariants(
    api,
    'create',
    'POST',
    '/work_queues/',
    { name: 'q', description: 'd', concurrency_limit: 2, is_paused: false },
    (n) => ({ name: `old-${n}` }),
  )
  await api.call('read', 'GET', `/work_queues/${id}`)
  await api.call('read unknown', 'GET', `/work_queues/${UNKNOWN}`)
  await api.call('read by name', 'GET', '/work_queues/name/old-queue')
  await api.call('read by unknown name', 'GET', '/work_queues/name/absent')
  await api.call('status', 'GET', `/work_queues/${id}/status`)
  await api.call('status of an unknown one', 'GET', `/work_queues/${UNKNOWN}/status`)
  await api.call('change', 'PATCH', `/work_queues/${id}`, { description: 'e', is_paused: true })
  await api.call('change unknown', 'PATCH', `/work_queues/${UNKNOWN}`, { description: 'e' })
  await api.call('read changed', 'GET', `/work_queues/${id}`)
  await api.call('due', 'POST', `/work_queues/${id}/get_runs`, { scheduled_before: '2030-01-01T00:00:00Z' })
  await api.call('due in an unknown one', 'POST', `/work_queues/${UNKNOWN}/get_runs`, {})
  await api.untilSet(`/work_queues/${id}`, 'last_polled')
  await api.call('filter by name', 'POST', '/work_queues/filter', { work_queues: { name: { any_: ['old-queue'] } } })
  await api.call('filter by the start of a name', 'POST', '/work_queues/filter', { work_queues: { name: { startswith_: ['old-q'] } } })
  await api.call('filter by an unknown filter', 'POST', '/work_queues/filter', { work_queues: { colour: {} } })
  const pool = await api.call('the pool that it is in', 'POST', '/work_pools/filter', {
    work_pools: { name: { any_: ['default-agent-pool'] } },
  })
  await api.call('the pool by its id', 'POST', '/work_pools/filter', { work_pools: { id: { any_: [textAt(pool, 0, 'id')] } } })
  await api.call('delete', 'DELETE', `/work_queues/${id}`)
  await api.call('delete again', 'DELETE', `/work_queues/${id}`)
}
