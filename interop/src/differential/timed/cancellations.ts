import type { Conversation, Json } from '../conversation.ts'
import { fieldIs } from './fields.ts'

/** What becomes of the parts of runs that are cancelled, and of cancellations that nobody carries out. */
export async function talkOfCancellations(api: Conversation): Promise<void> {
  api.topic('cancellations')
  const flow_id = await api.made('flow', 'POST', '/flows/', { name: 'timed-cancellations' })
  const deployment_id = await api.made('deployment', 'POST', '/deployments/', { name: 'cancelled', flow_id })
  const running = { flow_id, state: { type: 'RUNNING' } }
  const run = (name: string, more: object = {}): Promise<string> =>
    api.made(`run ${name}`, 'POST', '/flow_runs/', { name, ...running, ...more })
  const task = (name: string, flow_run_id: string, state: object): Promise<string> =>
    api.made(`task ${name}`, 'POST', '/task_runs/', { name, flow_run_id, task_key: 'timed', dynamic_key: name, state })
  const set = (label: string, id: string, type: string): Promise<Json | undefined> =>
    api.call(label, 'POST', `/flow_runs/${id}/set_state`, { state: { type } })
  const becomes = (label: string, path: string, type: string): Promise<void> =>
    api.until(label, () => api.ask('GET', path), fieldIs('state_type', type))

  const parent = await run('parent')
  const tasks = {
    running: await task('running', parent, { type: 'RUNNING' }),
    waiting: await task('waiting', parent, { type: 'SCHEDULED' }),
    done: await task('done', parent, { type: 'COMPLETED' }),
  }
  // What they are within ends with them or by itself, whichever is first.
  const here = await run('subflow here', { parent_task_run_id: await task('within here', parent, { type: 'RUNNING' }) })
  const elsewhere = await task('within elsewhere', parent, { type: 'RUNNING' })
  const deployed = await run('subflow elsewhere', { parent_task_run_id: elsewhere, deployment_id })
  const stuck = await run('stuck', { deployment_id })
  await set('stuck is to be cancelled', stuck, 'CANCELLING')
  await set('parent is cancelled', parent, 'CANCELLED')
  for (const [name, id] of Object.entries(tasks)) {
    await becomes(`task ${name}, afterwards`, `/task_runs/${id}`, name === 'done' ? 'COMPLETED' : 'CANCELLED')
  }
  await becomes('subflow here, afterwards', `/flow_runs/${here}`, 'CANCELLED')
  // 2.20 waits for whoever has it, for ever.
  const last = api.generation === 3 ? 'CANCELLED' : 'CANCELLING'
  await becomes('subflow elsewhere, afterwards', `/flow_runs/${deployed}`, last)
  await becomes('stuck, afterwards', `/flow_runs/${stuck}`, last)
  // 2.20 asks for the cancellation anew at every turn.
  if (api.generation === 3) await api.call('history of the subflow elsewhere', 'GET', `/flow_run_states/?flow_run_id=${deployed}`)
}
