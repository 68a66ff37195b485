import type { Conversation } from '../conversation.ts'
import { sendFilters } from '../filters.ts'
import { sendVariants } from '../variants.ts'

const UNKNOWN = 'aaaaaaaa-0000-4000-8000-000000000004'

/** Task runs: create with every field, read, rename, list, delete. */
export async function talkOfTaskRuns(api: Conversation): Promise<void> {
  api.topic('task runs')
  if (api.generation === 3) {
    await api.call('task workers', 'POST', '/task_workers/filter', {})
    await api.call('task workers of a task', 'POST', '/task_workers/filter', { task_worker_filter: { task_keys: ['absent-1'] } })
    await api.call('task workers of no task', 'POST', '/task_workers/filter', { task_worker_filter: { task_keys: null } })
  }
  const flow_id = await api.made('flow', 'POST', '/flows/', { name: 'diff-tasks' })
  const flow_run_id = await api.made('flow run', 'POST', '/flow_runs/', { flow_id, name: 'tasks', state: { type: 'RUNNING' } })
  const apart = await api.made('flow run apart, for names made up', 'POST', '/flow_runs/', { flow_id, name: 'apart' })
  const only3 = api.generation === 3 ? { labels: { team: 'data' } } : {}
  const full = {
    name: 'full-task',
    flow_run_id,
    task_key: 'módulo.fetch',
    dynamic_key: '0',
    cache_key: 'c-1',
    cache_expiration: '2044-01-02T03:04:05Z',
    task_version: '7',
    empirical_policy: { retries: 3, retry_delay: [1, 2], retry_jitter_factor: 0.5 },
    tags: ['x', 'y'],
    task_inputs: {
      a: [{ input_type: 'parameter', name: 'p' }],
      b: [
        { input_type: 'constant', type: 'int' },
        { input_type: 'task_run', id: UNKNOWN },
      ],
    },
    state: { type: 'PENDING', message: 'm' },
    ...only3,
  }
  const id = await api.made('create', 'POST', '/task_runs/', full)
  await api.call('create again', 'POST', '/task_runs/', { ...full, name: 'other' })
  await api.call('create with a policy in two words', 'POST', '/task_runs/', {
    name: 'two-words',
    flow_run_id,
    task_key: 'module.words',
    dynamic_key: '0',
    empirical_policy: { max_retries: 2, retry_delay_seconds: 3, retry_delay: [] },
  })
  await api.call('create with the least', 'POST', '/task_runs/', { flow_run_id: apart, task_key: 'least', dynamic_key: '1' })
  await api.call('create with null as name', 'POST', '/task_runs/', { flow_run_id: apart, task_key: 'least', dynamic_key: '2', name: null })
  await api.call('create without a flow run', 'POST', '/task_runs/', {
    name: 'alone',
    flow_run_id: null,
    task_key: 'alone',
    dynamic_key: '1',
  })
  await api.call('create with an unknown flow run', 'POST', '/task_runs/', {
    name: 'u',
    flow_run_id: UNKNOWN,
    task_key: 'u',
    dynamic_key: '1',
  })
  await api.call('create with a long cache key', 'POST', '/task_runs/', {
    name: 'l',
    flow_run_id,
    task_key: 'l',
    dynamic_key: '1',
    cache_key: 'k'.repeat(2001),
  })
  await api.call('create with an unknown input', 'POST', '/task_runs/', {
    name: 'i',
    flow_run_id,
    task_key: 'i',
    dynamic_key: '1',
    task_inputs: { a: [{ input_type: 'magic' }] },
  })
  await api.call('create with too many delays', 'POST', '/task_runs/', {
    name: 'd',
    flow_run_id,
    task_key: 'd',
    dynamic_key: '1',
    empirical_policy: { retry_delay: Array.from({ length: 51 }, () => 1) },
  })
  await api.call('create with a negative jitter', 'POST', '/task_runs/', {
    name: 'j',
    flow_run_id,
    task_key: 'j',
    dynamic_key: '1',
    empirical_policy: { retry_jitter_factor: -1 },
  })
  await api.call('create with an id', 'POST', '/task_runs/', {
    id: 'bbbbbbbb-0000-4000-8000-000000000001',
    name: 'own-id',
    flow_run_id,
    task_key: 'own',
    dynamic_key: '1',
  })
  await sendVariants(api, 'create', 'POST', '/task_runs/', { ...full, flow_run_id: apart }, (n) => ({
    name: `variant-${n}`,
    dynamic_key: `v-${n}`,
  }))
  await api.call('read', 'GET', `/task_runs/${id}`)
  await api.call('read unknown', 'GET', `/task_runs/${UNKNOWN}`)
  await api.call('read bad id', 'GET', '/task_runs/x')
  await api.call('rename', 'PATCH', `/task_runs/${id}`, { name: 'renamed ü' })
  await api.call('rename unknown', 'PATCH', `/task_runs/${UNKNOWN}`, { name: 'x' })
  await sendVariants(api, 'rename', 'PATCH', `/task_runs/${id}`, { name: 'again' })
  await api.call('rename after the variants', 'PATCH', `/task_runs/${id}`, { name: 'renamed ü' })
  await api.call('read renamed', 'GET', `/task_runs/${id}`)
  const runs = (criteria: object): { task_runs: object; flow_runs: object } => ({
    task_runs: criteria,
    flow_runs: { id: { any_: [flow_run_id] } },
  })
  const filters = {
    'by id': runs({ id: { any_: [id] } }),
    'by name': runs({ name: { any_: ['own-id', 'nobody'] } }),
    'by part of a name': runs({ name: { like_: 'OWN-' } }),
    'by tags': runs({ tags: { all_: ['x', 'y'] } }),
    'without tags': runs({ tags: { is_null_: true } }),
    'by state': runs({ state: { type: { any_: ['PENDING'] } } }),
    'by state name': runs({ state: { name: { any_: ['Pending'] } } }),
    'by flow run': { task_runs: { flow_run_id: { any_: [flow_run_id] } }, limit: 4 },
    'without a flow run': { task_runs: { flow_run_id: { is_null_: true } } },
    'with a subflow': runs({ subflow_runs: { exists_: true } }),
    'without a subflow': { ...runs({ subflow_runs: { exists_: false } }), limit: 2 },
    'before a start': runs({ start_time: { before_: '2044-01-01T00:00:00Z' } }),
    'by flow': { flows: { name: { any_: ['diff-tasks'] } }, flow_runs: { name: { any_: ['tasks'] } }, limit: 3 },
    'by or': runs({ operator: 'or_', name: { any_: ['own-id'] }, tags: { all_: ['nope'] } }),
    ...(api.generation === 2
      ? {}
      : { 'expected before': { ...runs({ expected_start_time: { before_: '2044-01-01T00:00:00Z' } }), limit: 2 } }),
    'by an unknown filter': runs({ colour: {} }),
    'by a bad uuid': runs({ id: { any_: ['zzz'] } }),
  }
  await sendFilters(api, '/task_runs', 'NAME_ASC', filters, { within: { flow_runs: { id: { any_: [flow_run_id] } } } })
  const history = { history_start: '2044-05-06T00:00:00Z', history_end: '2044-05-06T12:00:00Z', history_interval_seconds: 21_600 }
  await api.call('history', 'POST', '/task_runs/history', history)
  await api.call('delete', 'DELETE', `/task_runs/${id}`)
  await api.call('delete again', 'DELETE', `/task_runs/${id}`)
}
