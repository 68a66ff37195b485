import type { Conversation, Json } from '../conversation.ts'

const UNKNOWN = 'aaaaaaaa-0000-4000-8000-000000000024'
const LATER = '2044-01-01T00:00:00Z'

/** Lives of runs that take several turns: retries, reruns, pauses, cancelling, caches, and how runs are found by what is around them. */
export async function talkOfRunRules(api: Conversation): Promise<void> {
  api.topic('rules of runs')
  const flow_id = await api.made('flow', 'POST', '/flows/', { name: 'diff-lives' })
  const deployment_id = await api.made('deployment', 'POST', '/deployments/', { name: 'lives', flow_id, enforce_parameter_schema: false })
  const lives = new Lives(api, flow_id, deployment_id)
  await retries(lives)
  await reruns(lives)
  await pauses(lives)
  await inputs(lives)
  await cancelling(lives)
  await details(lives)
  await tasks(lives)
  await sorted(lives)
}

/** Makes runs and moves them. */
class Lives {
  readonly api: Conversation
  readonly flow_id: string
  readonly deployment_id: string
  #steps = 0

  constructor(api: Conversation, flow_id: string, deployment_id: string) {
    this.api = api
    this.flow_id = flow_id
    this.deployment_id = deployment_id
  }

  async run(name: string, more: object = {}, of: 'deployment' | 'flow' = 'flow'): Promise<string> {
    const body = { name, flow_id: this.flow_id, ...(of === 'flow' ? {} : { deployment_id: this.deployment_id }), ...more }
    return `/flow_runs/${await this.api.made(`run ${name}`, 'POST', '/flow_runs/', body)}`
  }

  async task(name: string, flow_run: string, more: object = {}): Promise<string> {
    const body = { name, flow_run_id: flow_run.slice('/flow_runs/'.length), task_key: `diff.${name}`, dynamic_key: '0', ...more }
    return `/task_runs/${await this.api.made(`task ${name}`, 'POST', '/task_runs/', body)}`
  }

  /** Proposes states one after the other and reads the run after each. */
  async move(
    label: string,
    path: string,
    ...states: readonly (string | { readonly force: object } | { readonly type: string; readonly [detail: string]: unknown })[]
  ): Promise<void> {
    for (const state of states) {
      this.#steps += 1
      const body =
        typeof state === 'object' && 'force' in state
          ? { state: state.force, force: true }
          : { state: typeof state === 'string' ? { type: state } : state }
      await this.api.call(`${label}, step ${this.#steps} to ${JSON.stringify(state).slice(0, 60)}`, 'POST', `${path}/set_state`, body)
      await this.api.call(`${label}, read after step ${this.#steps}`, 'GET', path)
    }
  }

  async history(label: string, path: string): Promise<void> {
    const [, kind = '', id = ''] = path.split('/')
    const one = kind.slice(0, -1)
    await this.api.call(`${label}, history`, 'GET', `/${one}_states/?${one}_id=${id}`)
  }
}

async function retries(lives: Lives): Promise<void> {
  const path = await lives.run('retried', { empirical_policy: { retries: 2, retry_delay: 0 } })
  await lives.move('retried', path, 'PENDING', 'RUNNING', { type: 'FAILED', message: 'one' }, 'RUNNING', 'FAILED', 'RUNNING', 'FAILED')
  await lives.history('retried', path)
  const crashed = await lives.run('crashed', { empirical_policy: { retries: 2, retry_delay: 60 } }, 'deployment')
  await lives.move('crashed', crashed, 'RUNNING', 'CRASHED', 'RUNNING', 'FAILED', 'RUNNING', 'CANCELLED')
  const older = await lives.run('older policy', { empirical_policy: { max_retries: 1, retry_delay_seconds: 30 } })
  await lives.move('older policy', older, 'RUNNING', 'FAILED')
  const negative = await lives.run('negative', { empirical_policy: { retries: -1, retry_delay: -5 } })
  await lives.move('negative', negative, 'RUNNING', 'FAILED')
}

async function reruns(lives: Lives): Promise<void> {
  const failed = await lives.run('rerun', {}, 'deployment')
  await lives.move('rerun', failed, 'RUNNING', 'FAILED', { type: 'SCHEDULED', name: 'AwaitingRetry' }, 'PENDING', 'RUNNING', 'COMPLETED')
  await lives.move('rerun of what is completed', failed, 'RUNNING', 'SCHEDULED', 'PENDING')
  const alone = await lives.run('rerun alone')
  await lives.move('rerun alone', alone, 'RUNNING', 'FAILED', { type: 'SCHEDULED', name: 'FooBar' }, 'RUNNING')
  const kept = await lives.run('kept', {}, 'deployment')
  const data = { type: 'reference', storage_key: 'k', storage_block_id: UNKNOWN }
  await lives.move(
    'kept result',
    kept,
    'RUNNING',
    { type: 'COMPLETED', data },
    'RUNNING',
    { type: 'COMPLETED' },
    { type: 'FAILED' },
    {
      force: { type: 'COMPLETED' },
    },
  )
  const record = await lives.run('recorded', {}, 'deployment')
  const metadata = { storage_key: 'k', expiration: null, prefect_version: '3.8.8', serializer: { type: 'pickle' }, storage_block_id: null }
  await lives.move('recorded result', record, 'RUNNING', { type: 'COMPLETED', data: metadata }, 'RUNNING', 'SCHEDULED')
}

async function pauses(lives: Lives): Promise<void> {
  const state_details = { pause_timeout: LATER, pause_key: 'k1' }
  const pause = { type: 'PAUSED', name: 'Paused', state_details }
  const suspend = { type: 'PAUSED', name: 'Suspended', state_details: { ...state_details, pause_reschedule: true, pause_key: 'k2' } }
  const path = await lives.run('paused', {}, 'deployment')
  await lives.move('paused', path, 'RUNNING', pause, 'RUNNING', pause, suspend)
  await lives.api.call('resume the suspended', 'POST', `${path}/resume`)
  await lives.move('suspended', path, 'PENDING', 'RUNNING', suspend, 'COMPLETED')
  const pending = await lives.run('suspended while pending', {}, 'deployment')
  await lives.move('suspended while pending', pending, 'PENDING', suspend, 'SCHEDULED')
  const early = await lives.run('paused too early', {}, 'deployment')
  await lives.move('paused too early', early, pause, { type: 'SCHEDULED' }, suspend)
  const over = await lives.run('paused too long', {}, 'deployment')
  const past = { ...pause, state_details: { pause_timeout: '2020-01-01T00:00:00Z', pause_key: 'k3' } }
  await lives.move('paused too long', over, 'RUNNING', past)
  await lives.api.call('resume what is paused too long', 'POST', `${over}/resume`)
  await lives.api.call('read what was paused too long', 'GET', over)
  const cancelled = await lives.run('paused and cancelled', {}, 'deployment')
  await lives.move('paused and cancelled', cancelled, 'RUNNING', pause, 'CANCELLING', 'CANCELLED')
  const stopped = await lives.run('suspended and cancelled', {}, 'deployment')
  await lives.move('suspended and cancelled', stopped, 'RUNNING', suspend, 'CANCELLING', 'RUNNING')
  for (const type of ['RUNNING', 'SCHEDULED', 'COMPLETED'] as const) {
    const run = await lives.run(`resumed from ${type}`, { state: { type } })
    await lives.api.call(`resume from ${type}`, 'POST', `${run}/resume`)
  }
}

async function inputs({ api, ...lives }: Lives): Promise<void> {
  const schema = {
    type: 'object',
    title: 'I',
    properties: { ok: { type: 'boolean' }, n: { type: 'string', default: '5' } },
    required: ['ok'],
  }
  const easy = { type: 'object', title: 'I', properties: { n: { type: 'string', default: '5' } } }
  const start = async (name: string, value: string | undefined): Promise<string> => {
    const run_input_keyset = { description: `${name}-d`, response: `${name}-r`, schema: `${name}-s` }
    const path = `/flow_runs/${await api.made(`run ${name}`, 'POST', '/flow_runs/', {
      name,
      flow_id: lives.flow_id,
      state: { type: 'PAUSED', name: 'Paused', state_details: { pause_timeout: LATER, pause_key: '1', run_input_keyset } },
    })}`
    if (value !== undefined) await api.call(`schema of ${name}`, 'POST', `${path}/input`, { key: `${name}-s`, value })
    return path
  }
  const resume = async (name: string, value: string | undefined, ...bodies: readonly unknown[]): Promise<void> => {
    const path = await start(name, value)
    for (const [index, body] of bodies.entries()) await api.call(`resume ${name}, try ${index}`, 'POST', `${path}/resume`, body)
    await api.call(`response of ${name}`, 'GET', `${path}/input/${name}-r`)
    await api.call(`inputs of ${name}`, 'POST', `${path}/input/filter`, { prefix: name, limit: 1 })
  }
  await resume('no-schema', undefined, { run_input: { ok: true } }, undefined)
  await resume('bad-schema', 'not json', { run_input: { ok: true } }, undefined)
  await resume(
    'strict',
    JSON.stringify(schema),
    undefined,
    { run_input: {} },
    { run_input: { ok: 'x' } },
    { run_input: { ok: true, extra: 1 } },
  )
  await resume('easy', JSON.stringify(easy), undefined)
  const kinds = [
    { __prefect_kind: 'json', value: '{"invalid": json}' },
    { __prefect_kind: 'workspace_variable', variable_name: 'absent' },
    { __prefect_kind: 'json', value: '"3"' },
  ]
  await resume('kinds', JSON.stringify(easy), ...kinds.map((n) => ({ run_input: { n } })))
  await resume('jinja', JSON.stringify(easy), { run_input: { n: { __prefect_kind: 'jinja', template: '{{ 2 + 2 }}' } } })
  await resume('text', JSON.stringify(easy), { run_input: 'x' }, { run_input: null })
}

async function cancelling(lives: Lives): Promise<void> {
  const pid = { infrastructure_pid: 'host:1' }
  for (const whose of ['flow', 'deployment'] as const) {
    const waiting = await lives.run(`waits, of ${whose}`, { state: { type: 'SCHEDULED', state_details: { scheduled_time: LATER } } }, whose)
    await lives.move(`cancel what waits, of ${whose}`, waiting, 'CANCELLING', 'RUNNING')
    const placed = await lives.run(`placed, of ${whose}`, { state: { type: 'SCHEDULED' } }, whose)
    await lives.api.call(`place it, of ${whose}`, 'PATCH', placed, pid)
    await lives.move(`cancel what is placed, of ${whose}`, placed, 'CANCELLING', 'PENDING', 'CRASHED', 'CANCELLED', 'CANCELLING')
    const retried = await lives.run(`awaits a retry, of ${whose}`, { state: { type: 'SCHEDULED', name: 'AwaitingRetry' } }, whose)
    await lives.move(`cancel what awaits a retry, of ${whose}`, retried, { type: 'CANCELLING', name: 'TimingOut' }, 'COMPLETED', {
      force: { type: 'COMPLETED' },
    })
  }
  const late = await lives.run(
    'late',
    { state: { type: 'SCHEDULED', name: 'Late', state_details: { scheduled_time: '2020-01-01T00:00:00Z' } } },
    'deployment',
  )
  await lives.move('late', late, 'CANCELLING')
}

async function details(lives: Lives): Promise<void> {
  const { api } = lives
  const path = await lives.run('details', {}, 'deployment')
  const scheduled = { type: 'SCHEDULED', state_details: { scheduled_time: LATER } }
  await lives.move('waits for its time', path, scheduled, 'PENDING', 'RUNNING', { force: { type: 'RUNNING' } })
  for (const data of [1, 'text', { foo: 'bar' }, [1, null], null, false]) {
    await lives.move(`data ${JSON.stringify(data)}`, path, { force: { type: 'COMPLETED', data } })
  }
  const names = ['Late', 'Retrying', 'Zombie ü', '', 'x'.repeat(300)]
  for (const name of names) await lives.move(`name ${name.slice(0, 10)}`, path, { force: { type: 'SCHEDULED', name } })
  for (const change of [
    { job_variables: { a: 1 } },
    { labels: { a: 'b' } },
    { tags: ['a', 'a'] },
    { parameters: { x: { __prefect_kind: 'json', value: '1' } } },
  ]) {
    await api.call(`change ${JSON.stringify(change)}`, 'PATCH', path, change)
    await api.call(`read after ${JSON.stringify(change)}`, 'GET', path)
  }
  // What gets a made-up name stands apart from the lists that are sorted by names.
  const apart = await api.made('another flow', 'POST', '/flows/', { name: 'diff-lives-2' })
  const nameless = `/flow_runs/${await api.made('run without a name', 'POST', '/flow_runs/', { name: '', flow_id: apart })}`
  await api.call('take its name away', 'PATCH', nameless, { name: '' })
  await api.call('read without a name', 'GET', nameless)
  for (const [key, flow] of [
    ['same', lives.flow_id],
    ['same', apart],
    ['', lives.flow_id],
  ] as const) {
    await api.call(`key ${key} of ${flow === lives.flow_id ? 'one' : 'another'}`, 'POST', '/flow_runs/', {
      name: 'k',
      flow_id: flow,
      idempotency_key: key,
    })
  }
}

async function tasks(lives: Lives): Promise<void> {
  const { api } = lives
  const flow = await lives.run('with tasks', { empirical_policy: { retries: 1, retry_delay: 0 } }, 'deployment')
  await lives.move('flow of tasks', flow, 'RUNNING')
  const done = await lives.task('done', flow)
  await lives.move('done', done, 'RUNNING', { type: 'COMPLETED', data: { type: 'unpersisted' } }, 'RUNNING')
  const stored = await lives.task('stored', flow)
  await lives.move('stored', stored, 'PENDING', 'RUNNING', { type: 'COMPLETED', data: { storage_key: 'x' } }, 'RUNNING', 'FAILED')
  const flaky = await lives.task('flaky', flow, { empirical_policy: { retries: 2, retry_delay: [0, 0], retry_jitter_factor: 0 } })
  await lives.move('flaky', flaky, 'RUNNING', 'FAILED', 'RUNNING', 'FAILED', 'RUNNING', 'FAILED', 'RUNNING')
  await lives.history('flaky', flaky)
  await lives.move('flow of tasks is retried', flow, 'FAILED', 'RUNNING')
  await lives.move('done, in the second attempt', done, 'RUNNING', 'COMPLETED')
  await lives.move('stored, in the second attempt', stored, 'RUNNING')
  await lives.move('flaky, in the second attempt', flaky, 'RUNNING', 'FAILED')
  const expired = { cache_key: 'diff-old', cache_expiration: '2020-01-01T00:00:00Z' }
  const old = await lives.task('old', flow)
  await lives.move('fills the cache with what is old', old, 'RUNNING', { type: 'COMPLETED', data: 1, state_details: expired })
  const asks = await lives.task('asks', flow)
  await lives.move('finds what is old', asks, { type: 'RUNNING', state_details: { cache_key: 'diff-old' } })
  const background = await api.made('task of no flow', 'POST', '/task_runs/', {
    name: 'background',
    flow_run_id: null,
    task_key: 'diff.background',
    dynamic_key: '0',
    state: { type: 'SCHEDULED', state_details: { deferred: true, task_parameters_id: UNKNOWN } },
  })
  await lives.move('background', `/task_runs/${background}`, 'PENDING', 'PENDING', 'RUNNING', 'COMPLETED')
  await lives.history('background', `/task_runs/${background}`)
  await lives.move('flow of tasks is cancelled', flow, 'CANCELLING')
  const late = await lives.task('late', flow)
  await lives.move('late', late, 'RUNNING', 'CANCELLED')
}

async function sorted({ api, ...lives }: Lives): Promise<void> {
  const within = { flows: { id: { any_: [lives.flow_id] } }, limit: 3 }
  const list = (label: string, body: object): Promise<Json | undefined> =>
    api.call(label, 'POST', '/flow_runs/filter', { ...within, sort: 'NAME_ASC', ...body })
  for (const sort of [
    'ID_DESC',
    'START_TIME_ASC',
    'START_TIME_DESC',
    'EXPECTED_START_TIME_ASC',
    'EXPECTED_START_TIME_DESC',
    'NEXT_SCHEDULED_START_TIME_ASC',
    'END_TIME_DESC',
    'NAME_ASC',
  ]) {
    await api.call(`count sorted by ${sort}`, 'POST', '/flow_runs/filter', { flow_runs: { name: { any_: ['retried'] } }, sort })
  }
  const deployed = { deployments: { name: { any_: ['lives'] } } }
  await list('by the name of the deployment', deployed)
  await list('by its tasks', { task_runs: { name: { any_: ['flaky'] } } })
  await list('by states of its tasks', { task_runs: { state: { type: { any_: ['CANCELLED'] } } } })
  await list('by deployment and state', { ...deployed, flow_runs: { state: { type: { any_: ['FAILED', 'CRASHED'] } } } })
  await list('by the or of two', { flow_runs: { operator: 'or_', deployment_id: { is_null_: true }, name: { any_: ['retried'] } } })
  await list('by a deployment or none', { flow_runs: { deployment_id: { any_: [lives.deployment_id], operator: 'or_', is_null_: true } } })
  await api.call('deployments by their runs', 'POST', '/deployments/filter', {
    flow_runs: { name: { any_: ['crashed'] } },
    flows: within.flows,
  })
  await api.call('flows by their deployments', 'POST', '/flows/filter', { deployments: { name: { any_: ['lives'] } } })
  await api.call('flows by their tasks', 'POST', '/flows/filter', { task_runs: { name: { any_: ['flaky'] } } })
  await api.call('tasks by flow', 'POST', '/task_runs/filter', { flows: within.flows, sort: 'NAME_ASC', limit: 2 })
  await api.call('tasks by deployment', 'POST', '/task_runs/count', deployed)
}
