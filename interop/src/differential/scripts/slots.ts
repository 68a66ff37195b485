import type { Conversation, Json } from '../conversation.ts'

/** Slots that states take and give back: of tags by task runs, of deployments by flow runs. */
export async function talkOfSlots(api: Conversation): Promise<void> {
  api.topic('slots')
  const flow_id = await api.made('flow', 'POST', '/flows/', { name: 'diff-slots' })
  // A 3.8 server on SQLite never answers a task run's state that takes a slot: it waits for itself. Its clients take slots another way.
  await (api.generation === 2 ? slotsOfTags(api, flow_id) : slotsOfDeployments(api, flow_id))
}

async function slotsOfTags(api: Conversation, flow_id: string): Promise<void> {
  api.topic('slots of tags')
  const flow_run_id = await api.made('flow run', 'POST', '/flow_runs/', { flow_id, name: 'slots', state: { type: 'RUNNING' } })
  await api.call('limit of one', 'POST', '/concurrency_limits/', { tag: 'diff-one', concurrency_limit: 1 })
  await api.call('limit of none', 'POST', '/concurrency_limits/', { tag: 'diff-none', concurrency_limit: 0 })
  const task = (name: string, tag: string): Promise<string> =>
    api.made(`task ${name}`, 'POST', '/task_runs/', { flow_run_id, name, task_key: 'diff.slots', dynamic_key: name, tags: [tag] })
  const set = (label: string, id: string, state: object): Promise<Json | undefined> =>
    api.call(label, 'POST', `/task_runs/${id}/set_state`, { state })
  const first = await task('first', 'diff-one')
  const second = await task('second', 'diff-one')
  const never = await task('never', 'diff-none')
  await set('first runs', first, { type: 'RUNNING' })
  await set('second has to wait', second, { type: 'RUNNING' })
  await set('never can run', never, { type: 'RUNNING' })
  await api.call('limit that is full', 'GET', '/concurrency_limits/tag/diff-one')
  await set('first completes', first, { type: 'COMPLETED' })
  await set('second runs', second, { type: 'RUNNING' })
  await set('second fails', second, { type: 'FAILED' })
  await api.call('limit that is free', 'GET', '/concurrency_limits/tag/diff-one')
}

async function slotsOfDeployments(api: Conversation, flow_id: string): Promise<void> {
  api.topic('slots of deployments')
  for (const collision_strategy of ['ENQUEUE', 'CANCEL_NEW']) {
    const deployment = await api.made(`deployment with ${collision_strategy}`, 'POST', '/deployments/', {
      name: collision_strategy,
      flow_id,
      concurrency_limit: 1,
      concurrency_options: { collision_strategy },
    })
    const runs: string[] = []
    for (const name of ['first', 'second']) {
      const id = await api.made(`${collision_strategy}, run ${name}`, 'POST', `/deployments/${deployment}/create_flow_run`, { name })
      runs.push(`/flow_runs/${id}`)
      await api.call(`${collision_strategy}, ${name} to pending`, 'POST', `/flow_runs/${id}/set_state`, { state: { type: 'PENDING' } })
    }
    const [first = '', second = ''] = runs
    await api.call(`${collision_strategy}, second read`, 'GET', second)
    await api.call(`${collision_strategy}, first runs`, 'POST', `${first}/set_state`, { state: { type: 'RUNNING' } })
    await api.call(`${collision_strategy}, first completes`, 'POST', `${first}/set_state`, { state: { type: 'COMPLETED' } })
    await api.call(`${collision_strategy}, second tries again`, 'POST', `${second}/set_state`, { state: { type: 'PENDING' } })
    await limitByItself(api, `${collision_strategy}, `, deployment)
    await api.call(`${collision_strategy}, limit removed`, 'PATCH', `/deployments/${deployment}`, { concurrency_limit: null })
    await api.call(`${collision_strategy}, read without a limit`, 'GET', `/deployments/${deployment}`)
  }
  await unclaimed(api, flow_id)
  await api.call('unknown strategy', 'POST', '/deployments/', {
    name: 'x',
    flow_id,
    concurrency_limit: 1,
    concurrency_options: { collision_strategy: 'HOPE' },
  })
  await api.call('limit of less than one', 'POST', '/deployments/', { name: 'x', flow_id, concurrency_limit: 0 })
}

/** A run that nobody claimed ends while another one holds the only slot. */
async function unclaimed(api: Conversation, flow_id: string): Promise<void> {
  const body = { name: 'unclaimed', flow_id, concurrency_limit: 1 }
  const deployment = await api.made('deployment of what nobody claims', 'POST', '/deployments/', body)
  const set = async (name: string, ...types: readonly string[]): Promise<void> => {
    const id = await api.made(`run that is ${name}`, 'POST', `/deployments/${deployment}/create_flow_run`, { name })
    for (const type of types) await api.call(`${name} to ${type}`, 'POST', `/flow_runs/${id}/set_state`, { state: { type } })
  }
  await set('claimed', 'PENDING', 'RUNNING')
  await set('unclaimed', 'RUNNING', 'COMPLETED')
  await api.call('slots when what nobody claimed has ended', 'GET', `/v2/concurrency_limits/deployment:${deployment}`)
}

/** Changes a deployment's limit where it lives, and takes it away there. */
async function limitByItself(api: Conversation, label: string, deployment: string): Promise<void> {
  const path = `/v2/concurrency_limits/deployment:${deployment}`
  const claim = async (what: string): Promise<void> => {
    const id = await api.made(`${label}run ${what}`, 'POST', `/deployments/${deployment}/create_flow_run`, { name: 'claimed' })
    await api.call(`${label}claim ${what}`, 'POST', `/flow_runs/${id}/set_state`, { state: { type: 'PENDING' } })
  }
  await api.call(`${label}limit of none`, 'PATCH', path, { limit: 0 })
  await claim('with a limit of none')
  await api.call(`${label}limit of five`, 'PATCH', path, { limit: 5 })
  await claim('with a limit of five')
  await api.call(`${label}limit of five, read`, 'GET', `/deployments/${deployment}`)
  await api.call(`${label}inactive limit`, 'PATCH', path, { active: false, limit: 1 })
  await claim('with an inactive limit')
  await api.call(`${label}limit deleted`, 'DELETE', path)
  await api.call(`${label}limit deleted, read`, 'GET', `/deployments/${deployment}`)
  await claim('without a limit')
}
