import { type Conversation, textAt } from '../conversation.ts'

const CRON = { cron: '30 4 * * 1', timezone: 'UTC', day_or: true }

/** Deployments as clients of 2.20 write them: one schedule, its switch, and overrides of infrastructure. */
export async function talkOfOlderDeployments(api: Conversation): Promise<void> {
  if (api.generation === 3) return
  api.topic('older deployments')
  const flow_id = await api.made('flow', 'POST', '/flows/', { name: 'diff-older' })
  const create = (label: string, name: string, more: object): Promise<string> =>
    api.made(label, 'POST', '/deployments/', { name, flow_id, ...more })
  const id = await create('create', 'one', {
    schedule: CRON,
    is_schedule_active: false,
    infra_overrides: { env: { A: 'b' } },
    manifest_path: 'm.json',
    work_queue_name: 'older-queue',
  })
  await create('create with an active schedule', 'active', { schedule: { interval: 3600 }, is_schedule_active: true })
  await create('create without a schedule', 'none', { is_schedule_active: null })
  await create('create with a schedule twice', 'twice', {
    schedule: CRON,
    schedules: [{ schedule: CRON, active: true }],
    is_schedule_active: false,
  })
  await create('create with overrides twice', 'overrides', { infra_overrides: { a: 1 }, job_variables: { b: 2 } })
  const path = `/deployments/${id}`
  await api.call('read', 'GET', path)
  await create('create again, without overrides', 'one', { schedule: CRON, is_schedule_active: false, work_queue_name: 'older-queue' })
  await api.call('read without overrides', 'GET', path)
  await api.call('set schedule active', 'POST', `${path}/set_schedule_active`)
  await api.call('read active', 'GET', path)
  await api.call('set schedule inactive', 'POST', `${path}/set_schedule_inactive`)
  await api.call('read inactive', 'GET', path)
  await api.call('change the schedule', 'PATCH', path, { schedule: { interval: 60 } })
  await api.call('read with another schedule', 'GET', path)
  await api.call('change the switch', 'PATCH', path, { is_schedule_active: true })
  await api.call('read switched', 'GET', path)
  await api.call('change overrides', 'PATCH', path, { infra_overrides: { env: { B: 'c' } }, is_schedule_active: false })
  await api.call('read with other overrides', 'GET', path)
  await api.call('add a second schedule', 'POST', `${path}/schedules`, [{ schedule: CRON, active: false }])
  await api.call('change the schedule of several', 'PATCH', path, { schedule: { interval: 90 } })
  const schedules = await api.call('schedules', 'GET', `${path}/schedules`)
  await api.call('remove one', 'DELETE', `${path}/schedules/${textAt(schedules, 0, 'id')}`)
  await api.call('change the schedule to null', 'PATCH', path, { schedule: null })
  await api.call('read without a schedule', 'GET', path)
  await api.call('with a field of 3.x', 'POST', '/deployments/', { name: 'newer', flow_id, labels: { a: 1 } })
}
