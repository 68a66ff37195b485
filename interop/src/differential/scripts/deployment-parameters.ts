import { type Conversation, textAt } from '../conversation.ts'

const UNKNOWN = 'aaaaaaaa-0000-4000-8000-000000000022'
const PERSON = {
  type: 'object',
  required: ['person'],
  properties: {
    name: { type: 'string', default: 'world', position: 1 },
    person: { allOf: [{ $ref: '#/definitions/Person' }], position: 0 },
  },
  definitions: {
    Person: {
      type: 'object',
      required: ['name'],
      properties: { name: { type: 'string' }, greeting: { type: 'string', default: 'Hello' } },
    },
  },
}
const TEXT = { type: 'object', properties: { x: { type: 'string' } } }
const NUMBER = { type: 'object', properties: { x: { type: 'integer' } } }

/** Parameters of deployments and of their runs against schemas, values that stand for others, job variables, queues and pools. */
export async function talkOfDeploymentParameters(api: Conversation): Promise<void> {
  api.topic('parameters of deployments')
  const flow_id = await api.made('flow', 'POST', '/flows/', { name: 'diff-parameters' })
  await checkParameters(api, flow_id)
  await standIns(api, flow_id)
  await jobVariables(api, flow_id)
  await queues(api, flow_id)
  await names(api, flow_id)
}

async function checkParameters(api: Conversation, flow_id: string): Promise<void> {
  const create = (label: string, name: string, more: object): Promise<string> =>
    api.made(label, 'POST', '/deployments/', { name, flow_id, ...more })
  const enforce_parameter_schema = true
  await create('a schema that is none', 'no-schema', {
    enforce_parameter_schema,
    parameter_openapi_schema: { type: 'object', properties: { x: { type: 'blork' } } },
    parameters: { x: 1 },
  })
  await create('a schema that is none, unchecked', 'no-schema-unchecked', {
    enforce_parameter_schema: false,
    parameter_openapi_schema: { type: 'object', properties: { x: { type: 'blork' } } },
    parameters: { x: 1 },
  })
  await create('a number for a text', 'number', { enforce_parameter_schema, parameter_openapi_schema: TEXT, parameters: { x: 1 } })
  await create('a number for a text, by default', 'number-default', { parameter_openapi_schema: TEXT, parameters: { x: 1 } })
  const partial = await create('part of what is required', 'partial', {
    enforce_parameter_schema,
    parameter_openapi_schema: PERSON,
    parameters: { person: { greeting: 'hi' } },
  })
  await api.call('change to another part', 'PATCH', `/deployments/${partial}`, { parameters: { person: { greeting: 'nod' } } })
  await api.call('change to what has a wrong type', 'PATCH', `/deployments/${partial}`, { parameters: { person: { name: 1 } } })
  await api.call('run with a part', 'POST', `/deployments/${partial}/create_flow_run`, { parameters: { person: { greeting: 'wave' } } })
  await api.call('run without what is required', 'POST', `/deployments/${partial}/create_flow_run`, { parameters: { name: 'x' } })
  await api.call('run with what is required', 'POST', `/deployments/${partial}/create_flow_run`, {
    name: 'whole',
    parameters: { person: { name: 'x' } },
  })
  await create('an empty schema', 'empty-schema', { parameter_openapi_schema: {} })
  await create('a schema of null', 'null-schema', { parameter_openapi_schema: null })
  const id = await create('with a schema', 'schema', { enforce_parameter_schema, parameter_openapi_schema: NUMBER, parameters: { x: 42 } })
  const path = `/deployments/${id}`
  await api.call('change to a text', 'PATCH', path, { parameters: { x: 'foobar' } })
  if (api.generation === 3) await changeSchema(api, path)
  await create('in storage that is not there', 'no-storage', { storage_document_id: UNKNOWN })
  await create('on infrastructure that is not there', 'no-infrastructure', { infrastructure_document_id: UNKNOWN })
  await api.call('change to storage that is not there', 'PATCH', path, { storage_document_id: UNKNOWN })
}

/** What 2.20 lets nobody change. */
async function changeSchema(api: Conversation, path: string): Promise<void> {
  await api.call('change to a schema that does not fit', 'PATCH', path, { parameter_openapi_schema: TEXT })
  await api.call('change to both', 'PATCH', path, { parameter_openapi_schema: TEXT, parameters: { x: 11 } })
  await api.call('change to both, fitting', 'PATCH', path, { parameter_openapi_schema: TEXT, parameters: { x: 'y' } })
  await api.call('take parameters away', 'PATCH', path, { parameters: {} })
  await api.call('read without parameters', 'GET', path)
  await api.call('change and check no more', 'PATCH', path, { parameters: { x: 1 }, enforce_parameter_schema: false })
  await api.call('read unchecked', 'GET', path)
  await api.call('check again', 'PATCH', path, { enforce_parameter_schema: true })
  await api.call('check again, with what fits', 'PATCH', path, { parameters: { x: 'z' }, enforce_parameter_schema: true })
  await api.call('run with a number', 'POST', `${path}/create_flow_run`, { parameters: { x: 1 } })
  await api.call('run with a number unchecked', 'POST', `${path}/create_flow_run`, {
    name: 'u',
    parameters: { x: 1 },
    enforce_parameter_schema: false,
  })
  await api.call('change pull steps', 'PATCH', path, { pull_steps: [{ test: 'foobar' }] })
  await api.call('read pull steps', 'GET', path)
  await api.call('take pull steps away', 'PATCH', path, { pull_steps: [] })
  await api.call('read without pull steps', 'GET', path)
}

async function standIns(api: Conversation, flow_id: string): Promise<void> {
  const id = await api.made('without a schema', 'POST', '/deployments/', { name: 'stand-ins', flow_id, enforce_parameter_schema: false })
  const path = `/deployments/${id}`
  const checked = await api.made('with a schema of texts', 'POST', '/deployments/', {
    name: 'stand-ins-checked',
    flow_id,
    parameter_openapi_schema: TEXT,
    enforce_parameter_schema: true,
  })
  const kinds = {
    none: { __prefect_kind: 'none', value: 5 },
    'none without a value': { __prefect_kind: 'none' },
    json: { __prefect_kind: 'json', value: '"text"' },
    'json of an object': { __prefect_kind: 'json', value: '{"a": [1, 2.5, null]}' },
    'json that is none': { __prefect_kind: 'json', value: '{"a": b}' },
    'json without a value': { __prefect_kind: 'json' },
    'json of a number': { __prefect_kind: 'json', value: 1 },
    jinja: { __prefect_kind: 'jinja', template: '{{ 1 + 2 }}' },
    'jinja without a template': { __prefect_kind: 'jinja' },
    'jinja of a number': { __prefect_kind: 'jinja', template: 4 },
    'an unknown variable': { __prefect_kind: 'workspace_variable', variable_name: 'absent' },
    'a variable without a name': { __prefect_kind: 'workspace_variable' },
    'an unknown kind': { __prefect_kind: 'moon', value: 1 },
    'a kind within a list': [{ __prefect_kind: 'json', value: '1' }, 2],
    'a kind within a kind': { __prefect_kind: 'json', value: { __prefect_kind: 'jinja', template: '{{ 1 }}' } },
  }
  for (const [label, x] of Object.entries(kinds)) {
    await api.call(`run with ${label}`, 'POST', `${path}/create_flow_run`, { name: 'kind', parameters: { x } })
    await api.call(`change to ${label}`, 'PATCH', path, { parameters: { x } })
    await api.call(`changed to ${label}`, 'GET', path)
    await api.call(`checked run with ${label}`, 'POST', `/deployments/${checked}/create_flow_run`, { name: 'kind', parameters: { x } })
  }
  const values = ['text', '"quoted"', 123, 12.3, true, false, null, { key: 'value' }, ['a', 'b'], { key: ['a'] }]
  for (const [index, value] of values.entries()) {
    // 2.20's variables are texts.
    if (api.generation === 2 && typeof value !== 'string') continue
    const variable_name = `diff_parameter_${index}`
    await api.call(`variable ${index}`, 'POST', '/variables/', { name: variable_name, value })
    await api.call(`run with variable ${index}`, 'POST', `${path}/create_flow_run`, {
      name: 'variable',
      parameters: { x: { __prefect_kind: 'workspace_variable', variable_name } },
    })
    await api.call(`delete variable ${index}`, 'DELETE', `/variables/name/${variable_name}`)
  }
}

async function jobVariables(api: Conversation, flow_id: string): Promise<void> {
  const pool = async (name: string, properties: object, required: readonly string[]): Promise<void> => {
    const job_configuration = Object.fromEntries(Object.keys(properties).map((key) => [key, `{{ ${key} }}`]))
    await api.call(`pool ${name}`, 'POST', '/work_pools/', {
      name,
      type: 'kubernetes',
      base_job_template: { job_configuration, variables: { type: 'object', properties, required } },
    })
  }
  const text = { type: 'string' }
  await pool('diff-vars', { one: text, two: { type: 'string', default: 'world' } }, ['one'])
  const create = (label: string, name: string, job_variables: object): Promise<string> =>
    api.made(label, 'POST', '/deployments/', { name, flow_id, work_pool_name: 'diff-vars', job_variables })
  await create('without job variables', 'vars-none', {})
  const id = await create('with job variables', 'vars', { one: 'hello' })
  await create('with a job variable of a wrong type', 'vars-wrong', { one: 1 })
  await create('with an unknown job variable', 'vars-more', { one: 'x', three: 3 })
  await api.call('change job variables wrongly', 'PATCH', `/deployments/${id}`, { job_variables: { one: 7 } })
  await api.call('change job variables', 'PATCH', `/deployments/${id}`, { job_variables: { two: 'moon' } })
  await api.call('run without the required one', 'POST', `/deployments/${id}/create_flow_run`, { name: 'a' })
  await api.call('run with the required one', 'POST', `/deployments/${id}/create_flow_run`, { name: 'b', job_variables: { one: 'x' } })
  await api.call('run with a job variable of a wrong type', 'POST', `/deployments/${id}/create_flow_run`, {
    name: 'c',
    job_variables: { one: {} },
  })
  const run = await api.call('run to change', 'POST', `/deployments/${id}/create_flow_run`, { name: 'd', job_variables: { one: 'x' } })
  await api.call('change job variables of a run', 'PATCH', `/flow_runs/${textAt(run, 'id')}`, { job_variables: { one: 'y' } })
  await api.call('change job variables of a run wrongly', 'PATCH', `/flow_runs/${textAt(run, 'id')}`, { job_variables: { one: 3 } })
  await api.call('read changed run', 'GET', `/flow_runs/${textAt(run, 'id')}`)
}

async function queues(api: Conversation, flow_id: string): Promise<void> {
  await api.call('pool', 'POST', '/work_pools/', { name: 'diff-queues', type: 'process' })
  await api.call('pool of another name', 'POST', '/work_pools/', { name: 'diff-queues-2', type: 'process' })
  const create = (label: string, body: object): Promise<string> => api.made(label, 'POST', '/deployments/', { flow_id, ...body })
  const id = await create('with a pool alone', { name: 'pool-alone', work_pool_name: 'diff-queues' })
  const path = `/deployments/${id}`
  await create('with a new queue', { name: 'new-queue', work_pool_name: 'diff-queues', work_queue_name: 'fresh' })
  await api.call('the new queue', 'GET', '/work_pools/diff-queues/queues/fresh')
  await create('with an unknown pool', { name: 'unknown-pool', work_pool_name: 'imaginary', work_queue_name: 'default' })
  await api.call('change the queue', 'PATCH', path, { work_queue_name: 'wq-test' })
  await api.call('run in its queue', 'POST', `${path}/create_flow_run`, { name: 'r' })
  await api.call('run in an overriding queue', 'POST', `${path}/create_flow_run`, { name: 'r', work_queue_name: 'other' })
  await api.call('run in its queue still', 'POST', `${path}/create_flow_run`, { name: 'r' })
  await api.call('run in the default queue', 'POST', `${path}/create_flow_run`, { name: 'r', work_queue_name: 'default' })
  await api.call('run in a queue of no name', 'POST', `${path}/create_flow_run`, { name: 'r', work_queue_name: '' })
  await api.call('change the pool', 'PATCH', path, { work_pool_name: 'diff-queues-2' })
  await api.call('read in another pool', 'GET', path)
  await api.call('change to an unknown pool', 'PATCH', path, { work_pool_name: 'imaginary' })
  if (api.generation === 3) await api.call('change to no pool', 'PATCH', path, { work_pool_name: null })
  await api.call('change to a queue of no pool', 'PATCH', path, { work_pool_name: null, work_queue_name: 'of no pool' })
  await api.call('read with a queue of no pool', 'GET', path)
  await api.call('queue of no pool', 'GET', '/work_queues/name/of%20no%20pool')
  await api.call('read after the pools', 'GET', path)
  const without = await create('without a pool', { name: 'no-pool' })
  await api.call('run in a queue without a pool', 'POST', `/deployments/${without}/create_flow_run`, { name: 'r', work_queue_name: 'q' })
  await api.call('run without a pool', 'POST', `/deployments/${without}/create_flow_run`, { name: 'r' })
  const versioned = await create('with a version', {
    name: 'versioned',
    version: '1.0',
    tags: ['d'],
    ...(api.generation === 3 ? { labels: { env: 'dev' } } : {}),
  })
  await api.call('run with more tags and labels', 'POST', `/deployments/${versioned}/create_flow_run`, {
    name: 'r',
    tags: ['nope', 'd'],
    ...(api.generation === 3 ? { labels: { mine: 1, env: 'prod' } } : {}),
  })
  await api.call('run of a version', 'POST', `/deployments/${versioned}/create_flow_run`, { name: 'v', parameters: { unknown: 1 } })
  const limit = await api.made('a limit of its own', 'POST', '/v2/concurrency_limits/', { name: 'diff-shared', limit: 5 })
  if (api.generation === 2) return
  const shared = await create('with a shared limit', { name: 'shared', global_concurrency_limit_id: limit })
  await create('with both limits', { name: 'both', global_concurrency_limit_id: limit, concurrency_limit: 2 })
  await create('with an unknown limit', { name: 'unknown-limit', global_concurrency_limit_id: UNKNOWN })
  await api.call('change to both limits', 'PATCH', path, { global_concurrency_limit_id: limit, concurrency_limit: 2 })
  await api.call('change to a shared limit', 'PATCH', path, { global_concurrency_limit_id: limit })
  await api.call('read with a shared limit', 'GET', path)
  await api.call('change to no shared limit', 'PATCH', path, { global_concurrency_limit_id: null })
  await api.call('read without a shared limit', 'GET', path)
  await api.call('change to an unknown limit', 'PATCH', path, { global_concurrency_limit_id: UNKNOWN })
  await create('with a limit', {
    name: 'limited',
    concurrency_limit: 3,
    concurrency_options: { collision_strategy: 'CANCEL_NEW', grace_period_seconds: 90 },
  })
  await create('with a limit, again without', { name: 'limited', version: '1.0.1' })
  await create('with a limit, again with null', { name: 'limited', concurrency_limit: null })
  await create('with a grace that is too short', {
    name: 'grace',
    concurrency_limit: 1,
    concurrency_options: { collision_strategy: 'ENQUEUE', grace_period_seconds: 1 },
  })
  await api.call('change the shared one to its own limit', 'PATCH', `/deployments/${shared}`, { concurrency_limit: 7 })
  await api.call('read with its own limit', 'GET', `/deployments/${shared}`)
}

async function names(api: Conversation, flow_id: string): Promise<void> {
  for (const name of [
    'my deployment',
    'my:deployment',
    'my\\deployment',
    'my👍deployment',
    'my|deployment',
    "it's",
    'ünï',
    'a%b',
    'a.b',
    'a&b',
  ]) {
    await api.call(`create ${name}`, 'POST', '/deployments/', { name, flow_id })
    await api.call(`read ${name}`, 'GET', `/deployments/name/diff-parameters/${encodeURIComponent(name)}`)
  }
  for (const name of ['my/deployment', 'my%deployment', ' ', 'x'.repeat(300)]) {
    await api.call(`read no ${name.slice(0, 20)}`, 'GET', `/deployments/name/diff-parameters/${encodeURIComponent(name)}`)
    await api.call(`create no ${name.slice(0, 20)}`, 'POST', '/deployments/', { name, flow_id })
  }
  await api.call('read by the flow alone', 'GET', '/deployments/name/diff-parameters')
  const found = { flows: { name: { any_: ['diff-parameters'] } }, limit: 1 }
  await api.call('list by no text', 'POST', '/deployments/filter', { ...found, deployments: { name: { like_: '' } } })
  await api.call('list by no tags', 'POST', '/deployments/count', { ...found, limit: undefined, deployments: { tags: { all_: [] } } })
  await api.call('list by default', 'POST', '/deployments/filter', found)
}
