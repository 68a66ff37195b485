import { type Conversation, type Json, textAt } from '../conversation.ts'

const UNKNOWN = 'aaaaaaaa-0000-4000-8000-00000000000a'

/** What 3.x does to several objects in one call, and the summaries of pools and queues that came with it. */
export async function talkOfBulk(api: Conversation): Promise<void> {
  if (api.generation === 2) return
  api.topic('bulk')
  const flow_id = await api.made('flow', 'POST', '/flows/', { name: 'diff-bulk' })
  const ids: string[] = []
  for (const name of ['one', 'two', 'three'])
    ids.push(await api.made(`run ${name}`, 'POST', '/flow_runs/', { name, flow_id, state: { type: 'PENDING' } }))
  const [one = '', two = ''] = ids
  const runs = (...any_: readonly string[]): object => ({ flow_runs: { id: { any_ } } })
  const setState = (label: string, body: object): Promise<unknown> => api.call(`set ${label}`, 'POST', '/flow_runs/bulk_set_state', body)
  await setState('one and an unknown run', { ...runs(one, UNKNOWN), state: { type: 'RUNNING' } })
  await setState('one run back', { ...runs(one), state: { type: 'PENDING' } })
  await setState('one run by force', { ...runs(one), state: { type: 'COMPLETED' }, force: true })
  // They come in the order of their ids, which each server makes up by itself.
  const both = await api.ask('POST', '/flow_runs/bulk_set_state', { ...runs(one, two), state: { type: 'CANCELLED' }, force: true })
  const results = (both.body as { readonly results?: readonly Json[] } | undefined)?.results ?? []
  api.observe(
    'set two runs',
    results.map((result) => [textAt(result, 'status'), textAt(result, 'state', 'type')]),
  )
  for (const id of [one, two])
    await api.call(`history of ${id === one ? 'one' : 'the other'}`, 'GET', `/flow_run_states/?flow_run_id=${id}`)
  await setState('no run', { ...runs(), state: { type: 'RUNNING' } })
  await setState('without a state', runs(two))
  await setState('to an unknown state', { ...runs(two), state: { type: 'ASLEEP' } })
  await setState('too many', { ...runs(two), state: { type: 'RUNNING' }, limit: 10_000 })
  await api.call('delete one and an unknown run', 'POST', '/flow_runs/bulk_delete', runs(one, UNKNOWN))
  await api.call('read what is deleted', 'GET', `/flow_runs/${one}`)
  await api.call('delete none', 'POST', '/flow_runs/bulk_delete', runs(one))
  await several(api, flow_id)
  await poolsAndLogs(api, flow_id, two)
  await api.call('delete flows', 'POST', '/flows/bulk_delete', { flows: { name: { any_: ['diff-bulk'] } } })
  await api.call('runs of deleted flows', 'POST', '/flow_runs/count', { flows: { name: { any_: ['diff-bulk'] } } })
}

/** Runs in several states at once, and how many of them one call reaches. */
async function several(api: Conversation, flow_id: string): Promise<void> {
  const within = { flow_id: { any_: [flow_id] }, name: { like_: 'of several' } }
  for (const [name, type] of [
    ['late of several', 'SCHEDULED'],
    ['pending of several', 'PENDING'],
    ['running of several', 'RUNNING'],
    ['paused of several', 'PAUSED'],
    ['completed of several', 'COMPLETED'],
  ] as const) {
    const state = { type, ...(type === 'SCHEDULED' ? { name: 'Late' } : {}) }
    await api.call(`run ${name}`, 'POST', '/flow_runs/', { name, flow_id, state })
  }
  const cancel = (label: string, more: object): Promise<unknown> =>
    api.call(`cancel ${label}`, 'POST', '/flow_runs/bulk_set_state', { state: { type: 'CANCELLED' }, ...more })
  await cancel('those of a state', { flow_runs: { ...within, state: { type: { any_: ['RUNNING'] } } } })
  await cancel('those of a name of a state', { flow_runs: { ...within, state: { name: { any_: ['Late'] } } } })
  await cancel('those of no state', { flow_runs: { ...within, state: { type: { any_: [] } } } })
  await cancel('what is over', { flow_runs: { ...within, state: { type: { any_: ['COMPLETED'] } } } })
  const remove = (label: string, more: object): Promise<unknown> => api.call(`delete ${label}`, 'POST', '/flow_runs/bulk_delete', more)
  await remove('none of them', { flow_runs: within, limit: 0 })
  await remove('too many of them', { flow_runs: within, limit: 201 })
  await remove('those of a state', { flow_runs: { ...within, state: { type: { any_: ['PAUSED'] } } } })
  await api.call('count what is left of several', 'POST', '/flow_runs/count', { flow_runs: within })
}

async function poolsAndLogs(api: Conversation, flow_id: string, run: string): Promise<void> {
  await api.call('pool', 'POST', '/work_pools/', { name: 'diff-bulk', type: 'process', concurrency_limit: 3 })
  const pooled = { flow_id, work_pool_name: 'diff-bulk', paused: true }
  const deployment = await api.made('deployment', 'POST', '/deployments/', { name: 'diff-bulk', ...pooled })
  const create = (label: string, body: unknown, id = deployment): Promise<unknown> =>
    api.call(`create ${label}`, 'POST', `/deployments/${id}/create_flow_run/bulk`, body)
  await create('none', [])
  await create('two', [{ name: 'first of two' }, { name: 'second of two', parameters: { x: 1 } }])
  await create('one that cannot be', [{ name: 'good' }, { name: 'bad', parameters: { a: { __prefect_kind: 'none' } } }])
  await create('something else', {})
  await create('of an unknown deployment', [{}], UNKNOWN)
  const pending = { flow_runs: { name: { any_: ['first of two'] } }, state: { type: 'PENDING' } }
  await api.call('claim a slot', 'POST', '/flow_runs/bulk_set_state', pending)
  await api.call('slots of a pool', 'POST', '/work_pools/diff-bulk/concurrency_status', {})
  await api.call('slots of a pool by page', 'POST', '/work_pools/diff-bulk/concurrency_status', { page: 2, limit: 1 })
  await api.call('slots of a pool without runs', 'POST', '/work_pools/diff-bulk/concurrency_status', { flow_run_limit: 0 })
  await api.call('slots of an unknown pool', 'POST', '/work_pools/absent/concurrency_status', {})
  await api.call('slots of an unknown queue', 'POST', `/work_queues/${UNKNOWN}/concurrency_status`, {})
  const at = '2031-05-06T07:00:00Z'
  const line = { name: 'prefect.flow_runs', level: 20, flow_run_id: run }
  await api.call('lines', 'POST', '/logs/', [
    { ...line, message: 'plain', timestamp: at },
    { ...line, message: 'a "quoted", ü\nsecond line', timestamp: '2031-05-06T07:00:01.5Z' },
  ])
  await api.call('download', 'GET', `/flow_runs/${run}/logs/download`)
  await api.call('download of an unknown run', 'GET', `/flow_runs/${UNKNOWN}/logs/download`)
  await api.call('graph', 'GET', `/flow_runs/${run}/graph-v2`)
  await api.call('graph since a time', 'GET', `/flow_runs/${run}/graph-v2?since=2031-01-01T00:00:00Z`)
  await api.call('graph of an unknown run', 'GET', `/flow_runs/${UNKNOWN}/graph-v2`)
  await api.call('delete deployments', 'POST', '/deployments/bulk_delete', { deployments: { name: { any_: ['diff-bulk'] } } })
  await api.call('delete no deployments', 'POST', '/deployments/bulk_delete', { deployments: { name: { any_: ['diff-bulk'] } } })
}
