import { type Conversation, type Json, textAt } from '../conversation.ts'
import { sendVariants } from '../variants.ts'

const UNKNOWN = 'aaaaaaaa-0000-4000-8000-000000000003'
const TYPES = ['SCHEDULED', 'PENDING', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED', 'PAUSED', 'CANCELLING'] as const

/** Transitions of flow runs and task runs, allowed, refused and forced, and the histories that they leave. */
export async function talkOfStates(api: Conversation): Promise<void> {
  api.topic('flow run states')
  const flow_id = await api.made('flow', 'POST', '/flows/', { name: 'diff-states' })
  for (const from of TYPES) {
    for (const to of TYPES) {
      const id = await api.made(`run ${from} before ${to}`, 'POST', '/flow_runs/', {
        flow_id,
        name: `${from}-${to}`,
        state: { type: from },
      })
      await api.call(`${from} to ${to}`, 'POST', `/flow_runs/${id}/set_state`, { state: { type: to } })
    }
  }
  const id = await api.made('run for details', 'POST', '/flow_runs/', { flow_id, name: 'details', empirical_policy: { retries: 1 } })
  const set = (label: string, state: object, more: object = {}, run = id): Promise<Json | undefined> =>
    api.call(label, 'POST', `/flow_runs/${run}/set_state`, { state, ...more })
  await set('to running with details', { type: 'RUNNING', name: 'Müde', message: 'a message', data: { type: 'unpersisted' } })
  await set('to failed while retries are left', { type: 'FAILED', message: 'oops' })
  await api.call('read awaiting retry', 'GET', `/flow_runs/${id}`)
  await set('to running before the retry', { type: 'RUNNING' })
  await set('to running by force', { type: 'RUNNING' }, { force: true })
  await set('to failed at last', { type: 'FAILED' })
  await set('to paused when ended', { type: 'PAUSED', state_details: { pause_timeout: '2044-01-01T00:00:00Z' } })
  await set('to completed by force', { type: 'COMPLETED', data: { any: ['thing', 1.5] } }, { force: true })
  await set('to a type that is not there', { type: 'ASLEEP' })
  await set('to a scheduled time that is none', { type: 'SCHEDULED', state_details: { scheduled_time: 'soon' } })
  await set('with an unknown detail', { type: 'COMPLETED', state_details: { colour: 'red' } })
  await set('with a bad transition', { type: 'COMPLETED', state_details: { transition_id: 'x' } })
  await set('of an unknown run', { type: 'RUNNING' }, {}, UNKNOWN)
  await set('of a run whose id is none', { type: 'RUNNING' }, {}, 'x')
  const variant = await api.made('run for variants', 'POST', '/flow_runs/', { flow_id, name: 'variants' })
  await sendVariants(api, 'set', 'POST', `/flow_runs/${variant}/set_state`, { state: { type: 'RUNNING', name: 'Again' }, force: true })
  const state = { type: 'RUNNING', name: 'Busy', message: 'm', data: { a: 1 }, state_details: { pause_key: 'k' } }
  for (const field of Object.keys(state)) await set(`with ${field} null`, { ...state, [field]: null }, { force: true }, variant)
  await transitionIds(api, flow_id)
  await pauses(api, flow_id)
  await histories(api, id, 'flow_run')
  await taskRunStates(api, flow_id)
}

async function transitionIds(api: Conversation, flow_id: string): Promise<void> {
  const id = await api.made('run for transition ids', 'POST', '/flow_runs/', { flow_id, name: 'transition' })
  const state = { type: 'RUNNING', state_details: { transition_id: '11111111-2222-4333-8444-555555555555' } }
  await api.call('first transition', 'POST', `/flow_runs/${id}/set_state`, { state })
  await api.call('the same transition again', 'POST', `/flow_runs/${id}/set_state`, { state })
}

async function pauses(api: Conversation, flow_id: string): Promise<void> {
  const start = async (name: string): Promise<string> => {
    const id = await api.made(`run ${name}`, 'POST', '/flow_runs/', { flow_id, name, state: { type: 'RUNNING' } })
    return `/flow_runs/${id}`
  }
  const pause = { type: 'PAUSED', name: 'Paused', state_details: { pause_timeout: '2044-01-01T00:00:00Z', pause_key: 'one' } }
  const path = await start('to-pause')
  await api.call('pause', 'POST', `${path}/set_state`, { state: pause })
  await api.call('pause when paused', 'POST', `${path}/set_state`, {
    state: { ...pause, state_details: { ...pause.state_details, pause_key: 'two' } },
  })
  await api.call('resume', 'POST', `${path}/resume`)
  await api.call('resume when running', 'POST', `${path}/resume`)
  await api.call('pause at the same key', 'POST', `${path}/set_state`, { state: pause })
  await api.call('read after pauses', 'GET', path)
  await api.call('resume unknown', 'POST', `/flow_runs/${UNKNOWN}/resume`)
  const late = await start('to-pause-too-long')
  await api.call('pause until the past', 'POST', `${late}/set_state`, {
    state: { ...pause, state_details: { pause_timeout: '2001-01-01T00:00:00Z' } },
  })
  await api.call('resume too late', 'POST', `${late}/resume`, {})
  const suspended = await start('to-suspend')
  const suspend = { type: 'PAUSED', name: 'Suspended', state_details: { pause_reschedule: true, pause_timeout: '2044-01-01T00:00:00Z' } }
  await api.call('suspend without a deployment', 'POST', `${suspended}/set_state`, { state: suspend })
  await api.call('read suspended', 'GET', suspended)
  const asked = await start('to-ask')
  const keyset = { schema: 'ask-schema', response: 'ask-response', description: 'ask-description' }
  await api.call('schema of the input', 'POST', `${asked}/input`, {
    key: 'ask-schema',
    value: '{"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}',
  })
  await api.call('pause for input', 'POST', `${asked}/set_state`, {
    state: { ...pause, state_details: { pause_timeout: '2044-01-01T00:00:00Z', run_input_keyset: keyset } },
  })
  await api.call('resume with a wrong input', 'POST', `${asked}/resume`, { run_input: { n: 'x' } })
  await api.call('resume without an input', 'POST', `${asked}/resume`)
  await api.call('resume with the right input', 'POST', `${asked}/resume`, { run_input: { n: 1 } })
  await api.call('read the input', 'GET', `${asked}/input/ask-response`)
  for (const type of ['SCHEDULED', 'PENDING', 'RUNNING'] as const) {
    const id = await api.made(`run to cancel from ${type}`, 'POST', '/flow_runs/', { flow_id, name: `cancel-${type}`, state: { type } })
    await api.call(`cancel from ${type}`, 'POST', `/flow_runs/${id}/set_state`, { state: { type: 'CANCELLING' } })
    await api.call(`run after cancelling from ${type}`, 'POST', `/flow_runs/${id}/set_state`, { state: { type: 'RUNNING' } })
    await api.call(`cancelled from ${type}`, 'POST', `/flow_runs/${id}/set_state`, { state: { type: 'CANCELLED' } })
    await api.call(`read cancelled from ${type}`, 'GET', `/flow_runs/${id}`)
  }
}

async function histories(api: Conversation, id: string, kind: 'flow_run' | 'task_run'): Promise<void> {
  const states = await api.call(`history of a ${kind}`, 'GET', `/${kind}_states/?${kind}_id=${id}`)
  await api.call(`history of an unknown ${kind}`, 'GET', `/${kind}_states/?${kind}_id=${UNKNOWN}`)
  await api.call(`history of no ${kind}`, 'GET', `/${kind}_states/`)
  await api.call(`history of a bad ${kind}`, 'GET', `/${kind}_states/?${kind}_id=x`)
  await api.call(`state of a ${kind}`, 'GET', `/${kind}_states/${textAt(states, 0, 'id')}`)
  await api.call(`unknown state of a ${kind}`, 'GET', `/${kind}_states/${UNKNOWN}`)
}

async function taskRunStates(api: Conversation, flow_id: string): Promise<void> {
  api.topic('task run states')
  const flow_run_id = await api.made('flow run', 'POST', '/flow_runs/', { flow_id, name: 'task-states', state: { type: 'RUNNING' } })
  const create = (label: string, name: string, more: object = {}): Promise<string> =>
    api.made(label, 'POST', '/task_runs/', { flow_run_id, name, task_key: 'diff', dynamic_key: name, ...more })
  for (const from of TYPES) {
    for (const to of TYPES) {
      const id = await create(`run ${from} before ${to}`, `${from}-${to}`, { state: { type: from } })
      await api.call(`${from} to ${to}`, 'POST', `/task_runs/${id}/set_state`, { state: { type: to } })
    }
  }
  const id = await create('run with retries', 'retries', { empirical_policy: { retries: 1, retry_delay: 3 } })
  const set = (label: string, state: object, more: object = {}, run = id): Promise<Json | undefined> =>
    api.call(label, 'POST', `/task_runs/${run}/set_state`, { state, ...more })
  await set('to running', { type: 'RUNNING' })
  await set('to failed while retries are left', { type: 'FAILED' })
  await api.call('read awaiting retry', 'GET', `/task_runs/${id}`)
  await set('to running by force', { type: 'RUNNING' }, { force: true })
  await set('to failed at last', { type: 'FAILED' })
  await set('of an unknown run', { type: 'RUNNING' }, {}, UNKNOWN)
  const cached = { cache_key: 'diff-cache', cache_expiration: '2044-01-01T00:00:00Z' }
  const first = await create('run that fills the cache', 'fills-cache')
  await set('to completed with a cache key', { type: 'COMPLETED', data: { r: 1 }, state_details: cached }, {}, first)
  const second = await create('run that uses the cache', 'uses-cache')
  await set('to running with a cached key', { type: 'RUNNING', state_details: { cache_key: 'diff-cache' } }, {}, second)
  const third = await create('run that refreshes the cache', 'refreshes-cache')
  await set('to running past the cache', { type: 'RUNNING', state_details: { cache_key: 'diff-cache', refresh_cache: true } }, {}, third)
  const ended = await api.made('flow run that ended', 'POST', '/flow_runs/', { flow_id, name: 'ended', state: { type: 'COMPLETED' } })
  const orphan = await create('run of an ended flow run', 'orphan', { flow_run_id: ended })
  await set('to running under an ended flow run', { type: 'RUNNING' }, {}, orphan)
  const paused = await api.made('flow run that is paused', 'POST', '/flow_runs/', { flow_id, name: 'paused', state: { type: 'PAUSED' } })
  const waiting = await create('run of a paused flow run', 'waiting', { flow_run_id: paused })
  await set('to running under a paused flow run', { type: 'RUNNING' }, {}, waiting)
  await histories(api, id, 'task_run')
}
