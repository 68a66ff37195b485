import type { ActionOf } from '@millrace/protocol'
import { requireDone, type ApiAnswer } from './api.ts'
import type { Doing } from './doing.ts'
import { ActionFailed } from './errors.ts'
import { targetOf } from './infer.ts'

/** Pauses or resumes a deployment. */
export async function switchDeployment(doing: Doing<ActionOf<'pause-deployment' | 'resume-deployment'>>): Promise<void> {
  const { action, triggered, api, report } = doing
  const id = targetOf(triggered, { source: action.source, id: action.deployment_id, kind: 'prefect.deployment', noun: 'deployment' })
  report.relate(`prefect.deployment.${id}`, 'target')
  settle(doing, await api('POST', `/deployments/${id}/${action.type === 'pause-deployment' ? 'pause' : 'resume'}_deployment`))
}

/** Pauses or resumes a work queue. */
export async function switchWorkQueue(doing: Doing<ActionOf<'pause-work-queue' | 'resume-work-queue'>>): Promise<void> {
  const { action, triggered, api, report } = doing
  const id = targetOf(triggered, { source: action.source, id: action.work_queue_id, kind: 'prefect.work-queue', noun: 'work queue' })
  report.relate(`prefect.work-queue.${id}`, 'target')
  settle(doing, await api('PATCH', `/work_queues/${id}`, { is_paused: action.type === 'pause-work-queue' }))
}

/** Pauses or resumes a work pool. */
export async function switchWorkPool(doing: Doing<ActionOf<'pause-work-pool' | 'resume-work-pool'>>): Promise<void> {
  const { action, triggered, api, report } = doing
  const id = targetOf(triggered, { source: action.source, id: action.work_pool_id, kind: 'prefect.work-pool', noun: 'work pool' })
  const found = await api('POST', '/work_pools/filter', { work_pools: { id: { any_: [id] } } })
  requireDone(found, action.type)
  const [pool] = found.body as { name: string }[]
  if (pool === undefined) throw new ActionFailed(`Work pool ${id} not found`)
  report.relate(`prefect.work-pool.${id}`, 'target', pool.name)
  settle(doing, await api('PATCH', `/work_pools/${encodeURIComponent(pool.name)}`, { is_paused: action.type === 'pause-work-pool' }))
}

/** Pauses or resumes an automation, which may be the one that acts. */
export async function switchAutomation(doing: Doing<ActionOf<'pause-automation' | 'resume-automation'>>): Promise<void> {
  const { action, triggered, api, report } = doing
  const id = targetOf(triggered, { source: action.source, id: action.automation_id, kind: 'prefect.automation', noun: 'automation' })
  report.relate(`prefect.automation.${id}`, 'target')
  settle(doing, await api('PATCH', `/automations/${id}`, { enabled: action.type === 'resume-automation' }))
}

function settle({ action, report }: Doing, answer: ApiAnswer): void {
  report.details['status_code'] = answer.status
  requireDone(answer, action.type)
}
