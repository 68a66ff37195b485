import type { Conversation } from '../conversation.ts'

/** A flow run below another, whose parent's task run follows its states. */
export async function talkOfSubflows(api: Conversation): Promise<void> {
  api.topic('subflows')
  const flow_id = await api.made('flow', 'POST', '/flows/', { name: 'diff-parent' })
  const parent = await api.made('parent', 'POST', '/flow_runs/', { flow_id, name: 'parent', state: { type: 'RUNNING' } })
  const dummy = await api.made('dummy task run', 'POST', '/task_runs/', {
    flow_run_id: parent,
    name: 'dummy',
    task_key: 'diff.child',
    dynamic_key: '0',
  })
  const child = await api.made('child', 'POST', '/flow_runs/', {
    flow_id,
    name: 'child',
    parent_task_run_id: dummy,
    state: { type: 'PENDING' },
  })
  for (const type of ['RUNNING', 'COMPLETED']) {
    await api.call(`child to ${type}`, 'POST', `/flow_runs/${child}/set_state`, { state: { type, message: 'm', data: { r: 1 } } })
    await api.call(`dummy after ${type}`, 'GET', `/task_runs/${dummy}`)
  }
  await api.call('history of the dummy', 'GET', `/task_run_states/?task_run_id=${dummy}`)
  const list = (label: string, flow_runs: object): Promise<unknown> =>
    api.call(label, 'POST', '/flow_runs/filter', { flow_runs, sort: 'NAME_ASC' })
  await list('children', { parent_flow_run_id: { any_: [parent] } })
  await list('by the task run', { parent_task_run_id: { any_: [dummy] } })
  await list('not children', { parent_task_run_id: { is_null_: true }, id: { any_: [parent, child] } })
  const tasks = { flow_runs: { id: { any_: [parent] } } }
  await api.call('tasks with a subflow', 'POST', '/task_runs/filter', { ...tasks, task_runs: { subflow_runs: { exists_: true } } })
  await api.call('tasks without a subflow', 'POST', '/task_runs/filter', { ...tasks, task_runs: { subflow_runs: { exists_: false } } })
  await api.call('delete the parent', 'DELETE', `/flow_runs/${parent}`)
  await api.call('dummy of a deleted parent', 'GET', `/task_runs/${dummy}`)
  await api.call('child of a deleted parent', 'GET', `/flow_runs/${child}`)
}
