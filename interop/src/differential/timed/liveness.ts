import type { Answer, Conversation, Json } from '../conversation.ts'
import { fieldIs } from './fields.ts'

const POOL = '/work_pools/timed'
const QUEUE = `${POOL}/queues/default`

/** How workers, pools, queues and deployments come and go: ONLINE and OFFLINE, READY, NOT_READY and PAUSED. */
export async function talkOfLiveness(api: Conversation): Promise<void> {
  api.topic('liveness')
  await api.call('pool', 'POST', '/work_pools/', { name: 'timed', type: 'process' })
  await workers(api)
  await polls(api)
}

async function workers(api: Conversation): Promise<void> {
  const beat = (name: string, seconds?: number): Promise<Answer> =>
    api.ask('POST', `${POOL}/workers/heartbeat`, { name, ...(seconds === undefined ? {} : { heartbeat_interval_seconds: seconds }) })
  const isWorker = (label: string, name: string, status: string): Promise<void> =>
    api.until(
      label,
      () => api.ask('POST', `${POOL}/workers/filter`, { workers: {} }),
      (seen) =>
        Array.isArray(seen) && (seen as readonly Json[]).some((one) => fieldIs('name', name)(one) && fieldIs('status', status)(one)),
    )
  const isPool = (label: string, status: string): Promise<void> => api.until(label, () => api.ask('GET', POOL), fieldIs('status', status))

  await api.call('pool without workers', 'GET', POOL)
  await beat('brief', 600)
  await isWorker('worker that told of itself', 'brief', 'ONLINE')
  await isPool('pool with a worker', 'READY')
  await api.call('pause it', 'PATCH', POOL, { is_paused: true })
  await isPool('paused pool', 'PAUSED')
  await api.call('resume it', 'PATCH', POOL, { is_paused: false })
  await isPool('resumed pool', 'READY')
  await beat('brief', 1)
  await isWorker('worker that fell silent', 'brief', 'OFFLINE')
  await isPool('pool whose worker fell silent', 'NOT_READY')
  await api.call('pause it without workers', 'PATCH', POOL, { is_paused: true })
  await api.call('resume it without workers', 'PATCH', POOL, { is_paused: false })
  await isPool('resumed pool without workers', 'NOT_READY')
  // It is alive for twice the interval that the server assumes, a minute.
  await beat('vague')
  await isWorker('worker that does not say how often', 'vague', 'ONLINE')
  await isPool('pool with a worker again', 'READY')
}

async function polls(api: Conversation): Promise<void> {
  const flow_id = await api.made('flow', 'POST', '/flows/', { name: 'timed-liveness' })
  const deployment = `/deployments/${await api.made('deployment', 'POST', '/deployments/', { name: 'polled', flow_id, work_pool_name: 'timed' })}`
  const becomes = (label: string, path: string, status: string): Promise<void> =>
    api.until(label, () => api.ask('GET', path), fieldIs('status', status))
  // Polled before each look, so that a slow machine looks in time.
  const becomesByPolls = (label: string, path: string, status: string): Promise<void> =>
    api.until(
      label,
      async () => {
        await api.ask('POST', `${POOL}/get_scheduled_flow_runs`, {})
        return await api.ask('GET', path)
      },
      fieldIs('status', status),
    )

  await api.call('queue that nobody polled', 'GET', QUEUE)
  await api.call('deployment that nobody polled', 'GET', deployment)
  await becomesByPolls('queue that is polled', QUEUE, 'READY')
  await becomesByPolls('deployment that is polled', deployment, 'READY')
  await becomes('queue that nobody polls any more', QUEUE, 'NOT_READY')
  await becomes('deployment that nobody polls any more', deployment, 'NOT_READY')
  await becomesByPolls('queue that is polled again', QUEUE, 'READY')
  await api.call('pause the queue', 'PATCH', QUEUE, { is_paused: true })
  await becomes('paused queue', QUEUE, 'PAUSED')
  await api.call('resume the queue', 'PATCH', QUEUE, { is_paused: false })
  await becomesByPolls('resumed queue', QUEUE, 'READY')
}
