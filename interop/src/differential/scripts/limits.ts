import { type Conversation, textAt } from '../conversation.ts'
import { sendVariants } from '../variants.ts'

const UNKNOWN = 'aaaaaaaa-0000-4000-8000-000000000007'

/** Concurrency limits of tags and of names, with their slots. */
export async function talkOfLimits(api: Conversation): Promise<void> {
  api.topic('limits of tags')
  const id = await api.made('create', 'POST', '/concurrency_limits/', { tag: 'diff-tag', concurrency_limit: 2 })
  await api.call('create again', 'POST', '/concurrency_limits/', { tag: 'diff-tag', concurrency_limit: 3 })
  await sendVariants(api, 'create', 'POST', '/concurrency_limits/', { tag: 'x', concurrency_limit: 2 }, (n) => ({ tag: `diff-tag-${n}` }))
  await api.call('read', 'GET', `/concurrency_limits/${id}`)
  await api.call('read unknown', 'GET', `/concurrency_limits/${UNKNOWN}`)
  await api.call('read by tag', 'GET', '/concurrency_limits/tag/diff-tag')
  await api.call('read by unknown tag', 'GET', '/concurrency_limits/tag/absent')
  await api.call('increment', 'POST', '/concurrency_limits/increment', { names: ['diff-tag'], task_run_id: UNKNOWN })
  await api.call('read with a slot', 'GET', '/concurrency_limits/tag/diff-tag')
  await api.call('decrement', 'POST', '/concurrency_limits/decrement', { names: ['diff-tag'], task_run_id: UNKNOWN })
  await api.call('increment unknown', 'POST', '/concurrency_limits/increment', { names: ['absent'], task_run_id: UNKNOWN })
  await api.call('reset', 'POST', '/concurrency_limits/tag/diff-tag/reset', { slot_override: [UNKNOWN] })
  await api.call('read after the reset', 'GET', '/concurrency_limits/tag/diff-tag')
  await api.call('reset unknown', 'POST', '/concurrency_limits/tag/absent/reset', {})
  await api.call('list', 'POST', '/concurrency_limits/filter', { limit: 1 })
  await api.call('list too many', 'POST', '/concurrency_limits/filter', { limit: 500 })
  await api.call('delete', 'DELETE', `/concurrency_limits/${id}`)
  await api.call('delete again', 'DELETE', `/concurrency_limits/${id}`)
  await api.call('delete by tag', 'DELETE', '/concurrency_limits/tag/diff-tag-1')
  await api.call('delete by unknown tag', 'DELETE', '/concurrency_limits/tag/absent')
  await limitsOfNames(api)
}

async function limitsOfNames(api: Conversation): Promise<void> {
  api.topic('limits of names')
  const path = '/v2/concurrency_limits'
  const full = { name: 'diff-limit', limit: 2, active: true, slot_decay_per_second: 0 }
  const id = await api.made('create', 'POST', `${path}/`, full)
  await api.call('create again', 'POST', `${path}/`, full)
  await api.call('create with less than none', 'POST', `${path}/`, { name: 'negative', limit: -1 })
  await api.call('create with a slash', 'POST', `${path}/`, { name: 'a/b', limit: 1 })
  await sendVariants(api, 'create', 'POST', `${path}/`, full, (n) => ({ name: `diff-limit-${n}` }))
  await api.call('read', 'GET', `${path}/${id}`)
  await api.call('read by name', 'GET', `${path}/diff-limit`)
  await api.call('read unknown', 'GET', `${path}/${UNKNOWN}`)
  await api.call('read by unknown name', 'GET', `${path}/absent`)
  await api.call('change', 'PATCH', `${path}/${id}`, { limit: 3 })
  await api.call('change by name', 'PATCH', `${path}/diff-limit`, { active: true })
  await api.call('change unknown', 'PATCH', `${path}/absent`, { limit: 1 })
  await api.call('change wrongly', 'PATCH', `${path}/${id}`, { limit: 'many', colour: 1 })
  await api.call('increment', 'POST', `${path}/increment`, { names: ['diff-limit'], slots: 2 })
  await api.call('increment beyond what is free', 'POST', `${path}/increment`, { names: ['diff-limit'], slots: 2 })
  await api.call('increment beyond the limit', 'POST', `${path}/increment`, { names: ['diff-limit'], slots: 9 })
  await api.call('increment by none', 'POST', `${path}/increment`, { names: ['diff-limit'], slots: 0 })
  await api.call('increment unknown', 'POST', `${path}/increment`, { names: ['absent'], slots: 1 })
  await api.call('increment nothing', 'POST', `${path}/increment`, { names: [], slots: 1 })
  await api.call('increment in an unknown mode', 'POST', `${path}/increment`, { names: ['diff-limit'], slots: 1, mode: 'hope' })
  await api.call('increment by rate without decay', 'POST', `${path}/increment`, { names: ['diff-limit'], slots: 1, mode: 'rate_limit' })
  await api.call('decrement', 'POST', `${path}/decrement`, { names: ['diff-limit'], slots: 2 })
  await api.call('decrement unknown', 'POST', `${path}/decrement`, { names: ['absent'], slots: 1 })
  await api.call('list', 'POST', `${path}/filter`, { limit: 3 })
  if (api.generation === 3) await leasesOf(api, path)
  await api.call('delete', 'DELETE', `${path}/${id}`)
  await api.call('delete again', 'DELETE', `${path}/${id}`)
  await api.call('delete by name', 'DELETE', `${path}/diff-limit-1`)
}

async function leasesOf(api: Conversation, path: string): Promise<void> {
  const lease = { names: ['diff-limit'], slots: 1, mode: 'concurrency', lease_duration: 60 }
  const held = await api.call('lease', 'POST', `${path}/increment-with-lease`, lease)
  const id = textAt(held, 'lease_id')
  await api.call('lease with a holder', 'POST', `${path}/increment-with-lease`, { ...lease, holder: { type: 'flow_run', id: UNKNOWN } })
  await api.call('lease too much', 'POST', `${path}/increment-with-lease`, { ...lease, slots: 3 })
  await api.call('lease for too long', 'POST', `${path}/increment-with-lease`, { ...lease, lease_duration: 1e9 })
  await api.call('lease of an unknown name', 'POST', `${path}/increment-with-lease`, { ...lease, names: ['absent'] })
  await api.call('renew', 'POST', `${path}/leases/${id}/renew`, { lease_duration: 60 })
  await api.call('renew unknown', 'POST', `${path}/leases/${UNKNOWN}/renew`, { lease_duration: 60 })
  await api.call('give back', 'POST', `${path}/decrement-with-lease`, { lease_id: id })
  await api.call('give back again', 'POST', `${path}/decrement-with-lease`, { lease_id: id })
  await api.call('read with a lease', 'GET', `${path}/diff-limit`)
}
