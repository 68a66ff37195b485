import type { Conversation } from '../conversation.ts'
import { sendVariants } from '../variants.ts'

const UNKNOWN = 'aaaaaaaa-0000-4000-8000-000000000009'

/** Histories, lateness, and what Prefect's web UIs ask beside the routes of objects. */
export async function talkOfOverviews(api: Conversation): Promise<void> {
  api.topic('overviews')
  const flow_id = await api.made('flow', 'POST', '/flows/', { name: 'diff-overviews' })
  const run = (name: string, time: string, deployment?: string): Promise<string> =>
    api.made(`run ${name}`, 'POST', '/flow_runs/', {
      name,
      flow_id,
      ...(deployment === undefined ? {} : { deployment_id: deployment }),
      state: { type: 'SCHEDULED', name: name === 'third' ? 'Sometime' : 'Scheduled', state_details: { scheduled_time: time } },
    })
  const deployment = await api.made('deployment', 'POST', '/deployments/', { name: 'diff-overviews', flow_id, paused: true })
  const first = await run('first', '2031-05-06T07:00:00Z')
  await run('second', '2031-05-06T07:59:59.999000Z', deployment)
  await run('third', '2031-05-06T08:00:00+00:00')
  await run('fourth', '2031-05-06T09:30:00Z')
  const late = await run('late', '2001-02-03T04:05:06Z')
  for (const type of ['PENDING', 'RUNNING', 'COMPLETED']) {
    await api.call(`late run to ${type}`, 'POST', `/flow_runs/${late}/set_state`, { state: { type }, force: true })
  }
  const within = { flows: { id: { any_: [flow_id] } } }
  await historiesOf(api, within)
  await chartsOf(api, within, { flow_id, deployment, first, late })
  await formsOf(api)
}

async function historiesOf(api: Conversation, within: object): Promise<void> {
  const span = { history_start: '2031-05-06T07:00:00Z', history_end: '2031-05-06T10:00:00Z', history_interval_seconds: 3600 }
  const bodies: Readonly<Record<string, object>> = {
    'by the hour': span,
    'by uneven intervals': { ...span, history_interval_seconds: 2400.5 },
    'of part of an interval': { ...span, history_end: '2031-05-06T07:30:00Z' },
    'with an offset': { ...span, history_start: '2031-05-06T02:00:00-05:00' },
    'of a run long ago': { ...span, history_start: '2001-02-03T04:00:00Z', history_end: '2001-02-03T05:00:00Z' },
    'of a state': { ...span, flow_runs: { state: { name: { any_: ['Sometime'] } } } },
    'of no run': { ...span, flow_runs: { name: { any_: ['absent'] } } },
    'of a deployment': { ...span, deployments: { name: { any_: ['diff-overviews'] } } },
    'of a queue': { ...span, work_queues: { name: { any_: ['absent'] } } },
    'of more than 500 intervals': { ...span, history_interval_seconds: 10 },
    'by tenths of a second': { ...span, history_interval_seconds: 0.1 },
    'by a text': { ...span, history_interval_seconds: 'often' },
    'from yesterday': { ...span, history_start: 'yesterday' },
    'that ends before it starts': { ...span, history_end: '2031-05-06T06:00:00Z' },
    'by an interval that never ends': { ...span, history_interval_seconds: 1e15 },
  }
  for (const [label, body] of Object.entries(bodies)) {
    await api.call(`history ${label}`, 'POST', '/flow_runs/history', { ...within, ...body })
  }
  await api.call('history of task runs', 'POST', '/task_runs/history', { ...span, ...within })
  await api.call('history of task runs by tenths of a second', 'POST', '/task_runs/history', { ...span, history_interval_seconds: 0.1 })
  await api.call('history without anything', 'POST', '/flow_runs/history', {})
  await api.call('lateness of runs to come', 'POST', '/flow_runs/lateness', { ...within, flow_runs: { name: { any_: ['first'] } } })
  await api.call('lateness of nothing', 'POST', '/flow_runs/lateness', { flow_runs: { name: { any_: ['absent'] } } })
  await api.call('lateness by an unknown filter', 'POST', '/flow_runs/lateness', { flow_runs: { colour: {} } })
}

interface Made {
  readonly flow_id: string
  readonly deployment: string
  readonly first: string
  readonly late: string
}

async function chartsOf(api: Conversation, within: object, { flow_id, first, late }: Made): Promise<void> {
  const dots: Readonly<Record<string, object>> = {
    'of all': {},
    'in another order': { sort: 'EXPECTED_START_TIME_ASC' },
    'of two': { sort: 'EXPECTED_START_TIME_ASC', limit: 2, offset: 1 },
    'of a state': { flow_runs: { state: { type: { any_: ['COMPLETED'] } } } },
    'of too many': { limit: 1001 },
    'from before the start': { offset: -1 },
    'in an unknown order': { sort: 'SIDEWAYS' },
  }
  for (const [label, body] of Object.entries(dots)) await api.call(`dots ${label}`, 'POST', '/ui/flow_runs/history', { ...within, ...body })
  const task = { flow_run_id: late, task_key: 't', state: { type: 'COMPLETED' } }
  const taskRun = await api.made('task run', 'POST', '/task_runs/', { ...task, name: 'one', dynamic_key: '0' })
  await api.call('task run that failed', 'POST', '/task_runs/', { ...task, name: 'two', dynamic_key: '1', state: { type: 'FAILED' } })
  await api.call('task runs by state', 'POST', '/ui/task_runs/count', within)
  await api.call('task runs by state, of nothing', 'POST', '/ui/task_runs/count', { task_runs: { name: { any_: ['absent'] } } })
  const counts = { ...within, task_runs: { start_time: { after_: '2020-01-01T00:00:00Z', before_: '2020-01-02T00:00:00Z' } } }
  await api.call('task runs over time', 'POST', '/ui/task_runs/dashboard/counts', counts)
  await api.call('task runs over time without a start', 'POST', '/ui/task_runs/dashboard/counts', { ...within, task_runs: {} })
  await api.call('task runs over time without a filter', 'POST', '/ui/task_runs/dashboard/counts', {})
  if (api.generation === 2) return
  await api.call('task run with the name of its run', 'GET', `/ui/task_runs/${taskRun}`)
  await api.call('unknown task run with the name of its run', 'GET', `/ui/task_runs/${UNKNOWN}`)
  await api.call('task runs of runs', 'POST', '/ui/flow_runs/count-task-runs', { flow_run_ids: [late, first, UNKNOWN] })
  await api.call('task runs of no run', 'POST', '/ui/flow_runs/count-task-runs', { flow_run_ids: [] })
  await api.call('task runs of a bad id', 'POST', '/ui/flow_runs/count-task-runs', { flow_run_ids: ['x'] })
  await api.call('deployments of flows', 'POST', '/ui/flows/count-deployments', { flow_ids: [flow_id, UNKNOWN] })
  await api.call('deployments of nothing', 'POST', '/ui/flows/count-deployments', {})
  await api.call('next runs of flows', 'POST', '/ui/flows/next-runs', { flow_ids: [flow_id, UNKNOWN] })
}

/** Values as forms write them, held against schemas, and given to a run. */
async function formsOf(api: Conversation): Promise<void> {
  await api.call('variable', 'POST', '/variables/', { name: 'overview_limit', value: '7' })
  const kind = (name: string, rest: object = {}): object => ({ __prefect_kind: name, ...rest })
  const schema = {
    type: 'object',
    properties: {
      name: { type: 'string', minLength: 2, pattern: '^a' },
      age: { type: 'integer' },
      when: { type: 'string', format: 'date', default: '' },
      pairs: { type: 'array', prefixItems: [{ type: 'string' }], items: false, default: [] },
      tags: { type: 'array', items: { type: 'string' }, uniqueItems: true, default: [] },
      address: { $ref: '#/definitions/Address' },
    },
    required: ['name', 'address'],
    definitions: { Address: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false } },
  }
  const good = { name: 'ann', address: { city: 'x' } }
  const values: Readonly<Record<string, object>> = {
    'that fit': good,
    'of nothing': {},
    'with many mistakes': { name: 'b', age: 'x', when: 'soon', pairs: ['a', 1], tags: ['a', 1, 1], address: { town: 'x' } },
    'with null': { ...good, age: null, when: null },
    'of JSON': { ...good, age: kind('json', { value: '"x"' }) },
    'of JSON without a value': { ...good, age: kind('json') },
    'of a variable': { ...good, age: kind('workspace_variable', { variable_name: 'overview_limit' }) },
    'of a variable that is not there': { ...good, age: kind('workspace_variable', { variable_name: 'absent' }) },
    'of a template': { ...good, age: kind('jinja', { template: '{{ x }}' }) },
    'of a template without one': { ...good, age: kind('jinja') },
    'of a kind that nobody knows': { ...good, age: kind('other', { value: 3 }) },
    'of none without a value': { ...good, age: kind('none') },
  }
  for (const [label, given] of Object.entries(values)) {
    await api.call(`values ${label}`, 'POST', '/ui/schemas/validate', { schema, values: given })
  }
  const schemas: Readonly<Record<string, unknown>> = {
    'of an unknown type': { type: 'nonsense' },
    'with a negative length': { properties: { a: { minLength: -1 } } },
    'whose required is a text': { required: 'x' },
    'that goes in a circle': { $ref: '#' },
    'with a property too many': { additionalProperties: false },
    'with choices that all fit': { properties: { name: { oneOf: [{ type: 'string' }, { minLength: 2 }] } } },
  }
  for (const [label, wrong] of Object.entries(schemas)) {
    await api.call(`schema ${label}`, 'POST', '/ui/schemas/validate', { schema: wrong, values: good })
  }
  await sendVariants(api, 'values', 'POST', '/ui/schemas/validate', { schema: {}, values: {} }, () => ({}))
  const flow_id = await api.made('flow of forms', 'POST', '/flows/', { name: 'diff-forms' })
  const deployment = await api.made('deployment of forms', 'POST', '/deployments/', { name: 'forms', flow_id, paused: true })
  const parameters: Readonly<Record<string, object>> = {
    'of JSON, variables and templates': {
      a: kind('json', { value: '[1, 2]' }),
      b: kind('workspace_variable', { variable_name: 'overview_limit' }),
      c: [kind('json'), kind('none', { value: { d: kind('jinja', { template: "{{ 1 + 2 }} {{ 'x' | upper }} {{ no.such.thing }}" }) } })],
    },
    'of a variable that is not there': { a: kind('workspace_variable', { variable_name: 'absent' }) },
    'of a template that cannot be read': { a: kind('jinja', { template: '{{ x }' }) },
    'of a template with loops in loops': { a: kind('jinja', { template: `${'{% for a in b %}'.repeat(3)}${'{% endfor %}'.repeat(3)}` }) },
  }
  for (const [label, given] of Object.entries(parameters)) {
    await api.call(`run with parameters ${label}`, 'POST', `/deployments/${deployment}/create_flow_run`, {
      name: 'form',
      parameters: given,
    })
    await api.call(`deployment with parameters ${label}`, 'PATCH', `/deployments/${deployment}`, { parameters: given })
  }
  await api.call('deployment after the forms', 'GET', `/deployments/${deployment}`)
}
