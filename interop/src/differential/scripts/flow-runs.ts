import type { Conversation } from '../conversation.ts'
import { sendFilters } from '../filters.ts'
import { sendVariants } from '../variants.ts'

const UNKNOWN = 'aaaaaaaa-0000-4000-8000-000000000002'
const LATER = '2044-05-06T07:08:09.123456+02:00'

/** Flow runs: create with every field, read, change, list, delete. */
export async function talkOfFlowRuns(api: Conversation): Promise<void> {
  api.topic('flow runs')
  const flow_id = await api.made('flow', 'POST', '/flows/', { name: 'diff-runs' })
  // What gets a made-up name, or breaks Prefect's own lists, stands apart from the lists that are compared.
  const apart = await api.made('flow apart', 'POST', '/flows/', { name: 'diff-runs-apart' })
  const only3 = api.generation === 3 ? { labels: { team: 'data' } } : {}
  const full = {
    name: 'full-run',
    flow_id,
    flow_version: '1.2',
    parameters: { x: 1, y: [true, null], ключ: { deep: 'ü' } },
    context: { a: 1 },
    empirical_policy: { retries: 2, retry_delay: 5 },
    tags: ['b', 'a', 'b'],
    idempotency_key: 'diff-key',
    state: { type: 'SCHEDULED', name: 'Sometime', message: 'later', state_details: { scheduled_time: LATER } },
    ...only3,
  }
  const id = await api.made('create', 'POST', '/flow_runs/', full)
  await api.call('create again', 'POST', '/flow_runs/', { ...full, name: 'other' })
  await api.call('create with the least', 'POST', '/flow_runs/', { flow_id: apart })
  await api.call('create without a flow that is there', 'POST', '/flow_runs/', { flow_id: UNKNOWN })
  await api.call('create with a deployment that is not there', 'POST', '/flow_runs/', {
    flow_id: apart,
    name: 'no-deployment',
    deployment_id: UNKNOWN,
  })
  await api.call('create below a task run that is not there', 'POST', '/flow_runs/', {
    flow_id: apart,
    name: 'no-parent',
    parent_task_run_id: UNKNOWN,
  })
  if (api.generation === 3) {
    await api.call('create in a pool that is not there', 'POST', '/flow_runs/', { flow_id, name: 'no-pool', work_pool_name: 'absent' })
    await api.call('create with job variables', 'POST', '/flow_runs/', { flow_id, name: 'with-variables', job_variables: { cpu: 1 } })
    await api.call('create with a deep label', 'POST', '/flow_runs/', { flow_id, name: 'deep-label', labels: { deep: { er: 1 } } })
  }
  for (const type of ['RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED', 'PAUSED', 'CANCELLING', 'PENDING', 'SCHEDULED', 'ASLEEP']) {
    await api.call(`create as ${type}`, 'POST', '/flow_runs/', { flow_id, name: `as-${type}`, state: { type } })
  }
  const parameters = { large: 'x'.repeat(600_000) }
  await api.call('create with large parameters', 'POST', '/flow_runs/', { flow_id: apart, name: 'large', parameters })
  await api.call('create in the past', 'POST', '/flow_runs/', {
    flow_id,
    name: 'in-the-past',
    state: { type: 'SCHEDULED', state_details: { scheduled_time: '2001-02-03T04:05:06Z' } },
  })
  await sendVariants(api, 'create', 'POST', '/flow_runs/', { ...full, flow_id: apart }, (n) => ({
    name: `variant-${n}`,
    idempotency_key: `key-${n}`,
  }))
  await api.call('read', 'GET', `/flow_runs/${id}`)
  await api.call('read unknown', 'GET', `/flow_runs/${UNKNOWN}`)
  await api.call('read bad id', 'GET', '/flow_runs/7')
  await api.call('wrong method', 'PUT', `/flow_runs/${id}`, {})
  const change = {
    name: 'changed-run',
    flow_version: '2',
    parameters: { x: 2 },
    empirical_policy: { retries: 1 },
    tags: ['c'],
    infrastructure_pid: 'host:1',
  }
  await api.call('change', 'PATCH', `/flow_runs/${id}`, change)
  await api.call('change unknown', 'PATCH', `/flow_runs/${UNKNOWN}`, { name: 'x' })
  await api.call('read changed', 'GET', `/flow_runs/${id}`)
  await sendVariants(api, 'change', 'PATCH', `/flow_runs/${id}`, change)
  await api.call('read after the variants', 'GET', `/flow_runs/${id}`)
  await api.call('change job variables', 'PATCH', `/flow_runs/${id}`, { job_variables: { cpu: 2 } })
  if (api.generation === 3) await changeLabels(api, id, apart)
  await filterFlowRuns(api, id, flow_id)
  await inputsOf(api, id)
  await api.call('graph', 'GET', `/flow_runs/${id}/graph`)
  await api.call('graph of the second kind', 'GET', `/flow_runs/${id}/graph-v2`)
  await api.call('delete', 'DELETE', `/flow_runs/${id}`)
  await api.call('delete again', 'DELETE', `/flow_runs/${id}`)
}

async function changeLabels(api: Conversation, id: string, apart: string): Promise<void> {
  await api.call('add labels', 'PATCH', `/flow_runs/${id}/labels`, { team: 'ops', more: true, number: 1.5 })
  const other = await api.made('run for bad labels', 'POST', '/flow_runs/', { flow_id: apart, name: 'bad-labels' })
  await api.call('add a deep label', 'PATCH', `/flow_runs/${other}/labels`, { deep: { er: 1 } })
  await api.call('add a label of null', 'PATCH', `/flow_runs/${other}/labels`, { nothing: null })
  await api.call('delete the run with bad labels', 'DELETE', `/flow_runs/${other}`)
  await api.call('add labels to an unknown run', 'PATCH', `/flow_runs/${UNKNOWN}/labels`, { a: 1 })
  await api.call('read labelled', 'GET', `/flow_runs/${id}`)
}

async function filterFlowRuns(api: Conversation, id: string, flow_id: string): Promise<void> {
  const runs = (criteria: object): { flow_runs: object; flows: object } => ({ flow_runs: criteria, flows: { id: { any_: [flow_id] } } })
  const within = { flows: { id: { any_: [flow_id] } } }
  const filters = {
    'by id': runs({ id: { any_: [id, UNKNOWN] } }),
    'by other ids': runs({ id: { not_any_: [id] } }),
    'by name': runs({ name: { any_: ['as-FAILED'] } }),
    'by part of a name': runs({ name: { like_: 'AS-' } }),
    'by a percent sign': runs({ name: { like_: '%' } }),
    'by state type': runs({ state: { type: { any_: ['FAILED', 'CRASHED'] } } }),
    'by state name': runs({ state: { name: { any_: ['Completed', 'Sometime'] } } }),
    'by an unknown state type': runs({ state: { type: { any_: ['ASLEEP'] } } }),
    'by tags': runs({ tags: { all_: ['a', 'b'] } }),
    'without tags': runs({ tags: { is_null_: true } }),
    'with tags': runs({ tags: { is_null_: false } }),
    'by deployment': runs({ deployment_id: { any_: [UNKNOWN] } }),
    'without deployment': runs({ deployment_id: { is_null_: true } }),
    'by version': runs({ flow_version: { any_: ['1.2', '2'] } }),
    'by key': runs({ idempotency_key: { any_: ['key-3'] } }),
    'by other keys': runs({ idempotency_key: { not_any_: ['diff-key'] } }),
    'without a start': runs({ start_time: { is_null_: true } }),
    'with a start': runs({ start_time: { is_null_: false } }),
    'expected later': runs({ expected_start_time: { after_: '2040-01-01T00:00:00Z' } }),
    'next later': runs({ next_scheduled_start_time: { after_: '2040-01-01T00:00:00Z' } }),
    'next before': runs({ next_scheduled_start_time: { before_: '2002-01-01T00:00:00' } }),
    'below a run': runs({ parent_flow_run_id: { any_: [id] } }),
    'below a task run': runs({ parent_task_run_id: { is_null_: false } }),
    'of a queue': runs({ work_queue_name: { any_: ['default'] } }),
    'by or': runs({ operator: 'or_', name: { any_: ['as-FAILED'] }, state: { type: { any_: ['CRASHED'] } } }),
    'by nothing': runs({}),
    'by null': { flow_runs: null, flows: { id: { any_: [flow_id] } } },
    'by null criteria': runs({ id: null, name: null, state: null }),
    'by empty lists': runs({ id: { any_: [] } }),
    'by flow name': { flows: { name: { any_: ['diff-runs'] } }, limit: 3 },
    'by task runs': { task_runs: { name: { like_: 'no-such-task' } } },
    'by pool': { work_pools: { name: { any_: ['absent'] } } },
    'by queue': { work_pool_queues: { name: { any_: ['absent'] } } },
    // Only in 3.x, and its time of a start is the expected one where there is no other.
    ...(api.generation === 2
      ? {}
      : {
          'by other state types': runs({ state: { type: { not_any_: ['PENDING', 'SCHEDULED'] } } }),
          'by any tag': runs({ tags: { any_: ['c', 'zzz'] } }),
          'before a start': runs({ start_time: { before_: '2031-01-01T00:00:00Z' } }),
          ended: runs({ end_time: { after_: '2001-01-01T00:00:00Z' } }),
        }),
    'by an unknown filter': runs({ colour: {} }),
    'by an unknown criterion': runs({ name: { equals: 'x' } }),
    'by a bad time': runs({ start_time: { before_: 'yesterday' } }),
    'by a text for a list': runs({ name: { any_: 'as-FAILED' } }),
    'by a bad uuid': runs({ id: { any_: ['zzz'] } }),
    'in another order': { ...runs({}), sort: 'NAME_DESC', limit: 5 },
    'in the order of expected starts': { ...runs({ name: { any_: ['full-run', 'in-the-past'] } }), sort: 'EXPECTED_START_TIME_ASC' },
  }
  await sendFilters(api, '/flow_runs', 'NAME_ASC', filters, { within })
  const history = { history_start: '2044-05-06T00:00:00Z', history_end: '2044-05-07T00:00:00Z', history_interval_seconds: 21_600 }
  await api.call('history', 'POST', '/flow_runs/history', { ...history, flows: { id: { any_: [flow_id] } } })
  await api.call('history by a short interval', 'POST', '/flow_runs/history', { ...history, history_interval_seconds: 0.1 })
  await api.call('history without an end', 'POST', '/flow_runs/history', {
    history_start: history.history_start,
    history_interval_seconds: 60,
  })
  await api.call('lateness', 'POST', '/flow_runs/lateness', { flow_runs: { name: { any_: ['absent'] } } })
}

async function inputsOf(api: Conversation, id: string): Promise<void> {
  const path = `/flow_runs/${id}/input`
  await api.call('input', 'POST', path, { key: 'k-1', value: '{"a": 1}', sender: 'prefect.flow-run.x' })
  await api.call('input again', 'POST', path, { key: 'k-1', value: '2' })
  await api.call('input with a bad key', 'POST', path, { key: 'bad key!', value: '2' })
  await api.call('input without a key', 'POST', path, { value: '2' })
  await api.call('input for an unknown run', 'POST', `/flow_runs/${UNKNOWN}/input`, { key: 'k', value: '2' })
  await api.call('read input', 'GET', `${path}/k-1`)
  await api.call('read unknown input', 'GET', `${path}/absent`)
  await api.call('list inputs', 'POST', `${path}/filter`, { prefix: 'k-' })
  await api.call('list inputs without a prefix', 'POST', `${path}/filter`, {})
  await api.call('list inputs but one', 'POST', `${path}/filter`, { prefix: 'k', exclude_keys: ['k-1'] })
  await api.call('delete input', 'DELETE', `${path}/k-1`)
  await api.call('delete input again', 'DELETE', `${path}/k-1`)
}
