import { setTimeout } from 'node:timers/promises'
import type { Conversation, Json } from '../conversation.ts'

const UNKNOWN = '00000000-0000-4000-8000-00000000dead'

/** Runs of a deployment that was deleted, or that never was. */
export async function talkOfGoneDeployments(api: Conversation): Promise<void> {
  api.topic('gone deployments')
  const flow_id = await api.made('flow', 'POST', '/flows/', { name: 'diff-gone' })
  const id = await api.made('deployment', 'POST', '/deployments/', { name: 'gone', flow_id, tags: ['of deployment'] })
  const runs = new Map<string, string>()
  for (const [name, type] of [
    ['done', 'COMPLETED'],
    ['failed', 'FAILED'],
    ['running', 'RUNNING'],
    ['waiting', 'SCHEDULED'],
  ] as const) {
    runs.set(name, await api.made(`run ${name}`, 'POST', `/deployments/${id}/create_flow_run`, { name, state: { type } }))
    // They are listed by when they were expected.
    await setTimeout(5)
  }
  await look(api, 'before', flow_id, id)
  await api.call('delete it', 'DELETE', `/deployments/${id}`)
  await look(api, 'after', flow_id, id)
  for (const [name, run] of runs) {
    await api.call(`read ${name}`, 'GET', `/flow_runs/${run}`)
    await set(api, `${name} to a retry`, run, { type: 'SCHEDULED', name: 'AwaitingRetry' })
    await set(api, `${name} to suspended`, run, { type: 'PAUSED', name: 'Suspended', state_details: { pause_reschedule: true } })
    await set(api, `${name} to cancelling`, run, { type: 'CANCELLING' })
    await api.call(`job variables of ${name}`, 'PATCH', `/flow_runs/${run}`, { job_variables: { a: 1 } })
  }
  const never = { flow_id, deployment_id: UNKNOWN }
  const made = await api.made('run of one that never was', 'POST', '/flow_runs/', { ...never, name: 'never', state: { type: 'SCHEDULED' } })
  await api.call('run of one that never was, with a key', 'POST', '/flow_runs/', { ...never, name: 'keyed', idempotency_key: 'gone' })
  await set(api, 'never to pending', made, { type: 'PENDING' })
  await set(api, 'never to running', made, { type: 'RUNNING' })
  await api.call('due runs of it', 'POST', '/deployments/get_scheduled_flow_runs', { deployment_ids: [UNKNOWN, id] })
  await api.call('delete the flow', 'DELETE', `/flows/${flow_id}`)
  await api.call('read done without the flow', 'GET', `/flow_runs/${runs.get('done') ?? UNKNOWN}`)
}

const set = (api: Conversation, label: string, run: string, state: object): Promise<Json | undefined> =>
  api.call(label, 'POST', `/flow_runs/${run}/set_state`, { state })

async function look(api: Conversation, when: string, flow_id: string, id: string): Promise<void> {
  const flows = { id: { any_: [flow_id] } }
  const filters = {
    'the deployment': { deployments: { id: { any_: [id] } } },
    'the deployment and another': { deployments: { id: { any_: [id, UNKNOWN] } } },
    'the name of the deployment': { deployments: { name: { any_: ['gone'] } } },
    'any deployment': { flows, deployments: {} },
    'their deployment': { flow_runs: { deployment_id: { any_: [id] } } },
    'another deployment': { flows, flow_runs: { deployment_id: { not_any_: [UNKNOWN] } } },
    'no deployment': { flows, flow_runs: { deployment_id: { is_null_: true } } },
    'their state and the deployment': { deployments: { id: { any_: [id] } }, flow_runs: { state: { type: { any_: ['COMPLETED'] } } } },
  }
  const history = { history_start: '2020-01-01T00:00:00Z', history_end: '2040-01-01T00:00:00Z', history_interval_seconds: 864_000_000 }
  for (const [label, filter] of Object.entries(filters)) {
    await api.call(`runs by ${label}, ${when}`, 'POST', '/flow_runs/filter', { ...filter, sort: 'NAME_ASC' })
    await api.call(`count of runs by ${label}, ${when}`, 'POST', '/flow_runs/count', filter)
    await api.call(`history by ${label}, ${when}`, 'POST', '/flow_runs/history', { ...filter, ...history })
  }
  await api.call(`flows by the deployment, ${when}`, 'POST', '/flows/filter', { deployments: { id: { any_: [id] } } })
  await api.call(`flows by their runs, ${when}`, 'POST', '/flows/filter', { flow_runs: { deployment_id: { any_: [id] } } })
  if (api.generation === 3)
    await api.call(`pages of runs, ${when}`, 'POST', '/flow_runs/paginate', {
      flow_runs: { deployment_id: { any_: [id] } },
      sort: 'NAME_ASC',
    })
  await api.call(`tasks by the deployment, ${when}`, 'POST', '/task_runs/count', { deployments: { id: { any_: [id] } } })
}
