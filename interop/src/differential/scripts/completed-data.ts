import type { Conversation } from '../conversation.ts'

/** Data of a completed state: whether it keeps a run from leaving that state depends on what it is. */
const DATA = [{}, { a: 1 }, { type: 'reference' }, { type: 'unpersisted' }, null]

/** What is proposed to a run that is completed. */
const NEXT = [
  { type: 'SCHEDULED' },
  { type: 'PENDING' },
  { type: 'RUNNING' },
  { type: 'COMPLETED' },
  { type: 'COMPLETED', data: {} },
  { type: 'FAILED' },
  { type: 'CANCELLED' },
]

/** Leaves completed states with all kinds of data. */
export async function talkOfCompletedData(api: Conversation): Promise<void> {
  api.topic('completed with data')
  const flow_id = await api.made('flow', 'POST', '/flows/', { name: 'diff-completed' })
  const flow_run_id = await api.made('flow run', 'POST', '/flow_runs/', { flow_id, name: 'around', state: { type: 'RUNNING' } })
  for (const data of DATA) {
    for (const state of NEXT) {
      const how = `${JSON.stringify(data)} to ${JSON.stringify(state)}`
      const run = await api.made(`run, ${how}`, 'POST', '/flow_runs/', { flow_id, name: 'completed' })
      const task = await api.made(`task, ${how}`, 'POST', '/task_runs/', {
        flow_run_id,
        name: 'completed',
        task_key: 'k',
        dynamic_key: how,
      })
      for (const path of [`/flow_runs/${run}/set_state`, `/task_runs/${task}/set_state`]) {
        const whose = path.startsWith('/flow') ? 'run' : 'task'
        await api.call(`${whose} completes, ${how}`, 'POST', path, { state: { type: 'COMPLETED', data }, force: true })
        await api.call(`${whose} goes on, ${how}`, 'POST', path, { state })
      }
    }
  }
}
