import { type Conversation, textAt } from '../conversation.ts'

const OWN_ID = 'bbbbbbbb-0000-4000-8000-000000000002'

/** Task runs that no flow run has, and ids and keys that callers give. */
export async function talkOfBackgroundTasks(api: Conversation): Promise<void> {
  api.topic('background tasks')
  const flow_id = await api.made('flow', 'POST', '/flows/', { name: 'diff-background' })
  const flow_run_id = await api.made('flow run', 'POST', '/flow_runs/', { flow_id, name: 'background', state: { type: 'RUNNING' } })
  const own = { id: OWN_ID, name: 'own', flow_run_id, task_key: 'background.own' }
  await api.call('create with an id', 'POST', '/task_runs/', { ...own, dynamic_key: '0' })
  await api.call('create with the same id', 'POST', '/task_runs/', { ...own, dynamic_key: '1' })
  await api.call('create with the same id and key', 'POST', '/task_runs/', { ...own, dynamic_key: '0' })
  const alone = { name: 'alone', flow_run_id: null, task_key: 'background.alone', dynamic_key: '0' }
  const id = await api.made('create without a flow run', 'POST', '/task_runs/', alone)
  await api.call('create it again', 'POST', '/task_runs/', alone)
  await api.call('run it', 'POST', `/task_runs/${id}/set_state`, { state: { type: 'RUNNING', name: 'Test State' } })
  await api.call('read it running', 'GET', `/task_runs/${id}`)
  const details = { deferred: true }
  for (const type of ['PENDING', 'RUNNING', 'CANCELLED', 'CANCELLING', 'SCHEDULED', 'COMPLETED']) {
    const run = await api.made(`create for ${type}`, 'POST', '/task_runs/', {
      ...alone,
      name: type,
      task_key: 'background.deferred',
      dynamic_key: type,
    })
    const set = (label: string, to: string): Promise<unknown> =>
      api.call(`${type}, ${label}`, 'POST', `/task_runs/${run}/set_state`, {
        state: { type: to, ...(api.generation === 3 ? { state_details: details } : {}) },
      })
    await set('first', type)
    await set('then pending', 'PENDING')
    await set('then running', 'RUNNING')
  }
  for (const length of [2000, 2001, 5000]) {
    const run = await api.call(`create for a key of ${length}`, 'POST', '/task_runs/', {
      name: `key-${length}`,
      flow_run_id,
      task_key: 'background.keyed',
      dynamic_key: String(length),
      state: { type: 'RUNNING' },
    })
    await api.call(`complete with a key of ${length}`, 'POST', `/task_runs/${textAt(run, 'id')}/set_state`, {
      state: { type: 'COMPLETED', name: 'Test State', state_details: { cache_key: 'a'.repeat(length) } },
    })
  }
  await api.call('delete the flow run', 'DELETE', `/flow_runs/${flow_run_id}`)
  await api.call('run what went with it', 'POST', `/task_runs/${OWN_ID}/set_state`, { state: { type: 'RUNNING' } })
}
