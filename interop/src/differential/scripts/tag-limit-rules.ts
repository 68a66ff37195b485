import type { Conversation } from '../conversation.ts'

const TAGS = '/concurrency_limits'
const NAMES = '/v2/concurrency_limits'
const task = (n: number): string => `cccccccc-0000-4000-8000-0000000000${String(n).padStart(2, '0')}`

/** Limits of tags, which 3.8 keeps as limits of names: slots of several at once, all or none, and when to ask again. */
export async function talkOfTagLimitRules(api: Conversation): Promise<void> {
  // 2.20 takes and gives slots of tags when states are set, and has no routes for them.
  if (api.generation === 2) return
  api.topic('rules of tag limits')
  const tags = ['diff-rules-1', 'diff-rules-2']
  for (const tag of tags) await api.call(`create ${tag}`, 'POST', `${TAGS}/`, { tag, concurrency_limit: 2 })
  await api.call('create none', 'POST', `${TAGS}/`, { tag: 'diff-rules-none', concurrency_limit: 0 })
  const take = (label: string, names: readonly string[], n: number): Promise<unknown> =>
    api.call(`take ${label}`, 'POST', `${TAGS}/increment`, { names, task_run_id: task(n) })
  const give = (label: string, names: readonly string[], n: number): Promise<unknown> =>
    api.call(`give back ${label}`, 'POST', `${TAGS}/decrement`, { names, task_run_id: task(n) })
  const read = async (label: string): Promise<void> => {
    for (const tag of tags) await api.call(`${tag} ${label}`, 'GET', `${TAGS}/tag/${tag}`)
  }
  await take('of all and of none', [...tags, 'diff-rules-none', 'absent'], 1)
  await read('after none was to be had')
  await take('of all and an unknown one', [...tags, 'absent'], 1)
  await take('of all again', tags, 1)
  await read('held by one')
  await take('of the first', tags.slice(0, 1), 2)
  await take('of the first, beyond its limit', tags.slice(0, 1), 3)
  await take('of all, of which the first is full', tags, 3)
  await read('after one was full')
  await give('what was not taken', tags, 3)
  await read('after what was not taken was given back')
  await give('what was taken', [...tags, 'absent'], 1)
  await give('of an unknown tag', ['absent'], 1)
  await take('of an unknown tag', ['absent'], 1)
  await take('of nothing', [], 1)
  await read('after one gave back')
  await api.call('reset to several', 'POST', `${TAGS}/tag/${tags[0]}/reset`, { slot_override: [4, 5, 6].map(task) })
  await api.call('more than it has', 'GET', `${TAGS}/tag/${tags[0]}`)
  await api.call('reset', 'POST', `${TAGS}/tag/${tags[0]}/reset`)
  await api.call('after the reset', 'GET', `${TAGS}/tag/${tags[0]}`)
  await api.call('made as a limit of a name', 'POST', `${NAMES}/`, { name: 'tag:diff-rules-3', limit: 4 })
  await api.call('read as a limit of a tag', 'GET', `${TAGS}/tag/diff-rules-3`)
  await api.call('lower it', 'POST', `${TAGS}/`, { tag: 'diff-rules-3', concurrency_limit: 1 })
  await api.call('read as a limit of a name', 'GET', `${NAMES}/tag:diff-rules-3`)
  for (const tag of [...tags, 'diff-rules-none', 'diff-rules-3']) await api.call(`delete ${tag}`, 'DELETE', `${TAGS}/tag/${tag}`)
  await waits(api)
}

/** When a caller that is refused may ask again: what was held on average, by how many were refused. */
async function waits(api: Conversation): Promise<void> {
  const full = { limit: 10, active_slots: 10 }
  for (const [name, more, seconds] of [
    ['diff-waits', {}, 0.2],
    ['diff-waits-denied', { denied_slots: 10 }, 2.2],
    ['diff-waits-rate', { slot_decay_per_second: 0.0001 }, 10_000],
    ['diff-waits-rate-denied', { slot_decay_per_second: 0.0001, denied_slots: 10 }, 110_000],
  ] as const) {
    await api.call(`create ${name}`, 'POST', `${NAMES}/`, { name, ...full, ...more })
    const { status, headers } = await api.ask('POST', `${NAMES}/increment`, { names: [name], slots: 1 })
    // Drawn by chance around the average, up to a third off.
    const after = Number(headers.get('retry-after')) / seconds
    api.observe(`wait for one of ${name}`, { status, isNear: after > 0.6 && after < 1.4 })
    await api.call(`delete ${name}`, 'DELETE', `${NAMES}/${name}`)
  }
  await api.call('rate of one without decay', 'POST', `${NAMES}/`, { name: 'diff-no-rate', limit: 1 })
  for (const names of [['diff-no-rate'], ['diff-made-by-rate']]) {
    const body = { names, slots: 1, mode: 'rate_limit', create_if_missing: true }
    await api.call(`take by a rate, ${names[0]}`, 'POST', `${NAMES}/increment`, body)
    await api.call(`taken by a rate, ${names[0]}`, 'GET', `${NAMES}/${names[0]}`)
  }
  const lease = { names: ['diff-no-rate'], slots: 1, mode: 'concurrency', lease_duration: 60 }
  await api.call('lease the only one', 'POST', `${NAMES}/increment-with-lease`, { ...lease, holder: { type: 'flow_run', id: task(9) } })
  await api.call('lease it again', 'POST', `${NAMES}/increment-with-lease`, lease)
  await api.call('lease of none', 'POST', `${NAMES}/increment-with-lease`, { ...lease, names: [] })
  await api.call('lease by an unknown holder', 'POST', `${NAMES}/increment-with-lease`, { ...lease, holder: { type: 'moon', id: 'x' } })
  await api.call('lease for no time', 'POST', `${NAMES}/increment-with-lease`, { ...lease, lease_duration: 1 })
}
