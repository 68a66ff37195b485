import type { Conversation } from '../conversation.ts'

const LIMITS = '/v2/concurrency_limits'

/** What holds of named limits beyond one call: several at once, those that are switched off, rates, renaming, and when to ask again. */
export async function talkOfLimitRules(api: Conversation): Promise<void> {
  api.topic('rules of limits')
  const create = (name: string, more: object): Promise<string> => api.made(`create ${name}`, 'POST', `${LIMITS}/`, { name, ...more })
  const take = (label: string, names: readonly string[], slots = 1, more: object = {}): Promise<unknown> =>
    api.call(`take ${label}`, 'POST', `${LIMITS}/increment`, { names, slots, ...more })
  const give = (label: string, names: readonly string[], slots = 1): Promise<unknown> =>
    api.call(`give back ${label}`, 'POST', `${LIMITS}/decrement`, { names, slots })
  const read = (label: string, name: string): Promise<unknown> => api.call(`read ${name} ${label}`, 'GET', `${LIMITS}/${name}`)
  for (const [name, more] of [
    ['rules-one', { limit: 2 }],
    ['rules-two', { limit: 1 }],
    ['rules-off', { limit: 1, active: false }],
    ['rules-none', { limit: 0 }],
    ['rules-rate', { limit: 2, slot_decay_per_second: 0.0001 }],
  ] as const) {
    await create(name, more)
  }
  await api.call('create more than 32 bits hold', 'POST', `${LIMITS}/`, { name: 'rules-huge', limit: 1e10 })
  await take('of several', ['rules-one', 'rules-two'])
  await take('of several, of which one is full', ['rules-one', 'rules-two'])
  await read('when one of several was full', 'rules-one')
  await take('of one twice', ['rules-one', 'rules-one'])
  await take('of what is switched off', ['rules-off'], 9)
  await read('when it is switched off', 'rules-off')
  await take('of what has none', ['rules-none'])
  // 2.20 makes those that it does not know, and answers them in no order.
  if (api.generation === 3) await take('of several, of which one is unknown', ['rules-one', 'rules-absent'])
  await take('by a rate', ['rules-rate'], 1, { mode: 'rate_limit' })
  await take('by a rate, up to its limit', ['rules-rate'], 1, { mode: 'rate_limit' })
  await take('by a rate, beyond its limit', ['rules-rate'], 1, { mode: 'rate_limit' })
  await take('by a rate, of several without decay', ['rules-rate', 'rules-one'], 1, { mode: 'rate_limit' })
  await give('of several', ['rules-one', 'rules-two'])
  await give('more than are held', ['rules-two'], 5)
  await read('after too many were given back', 'rules-two')
  await api.call('rename', 'PATCH', `${LIMITS}/rules-two`, { name: 'rules-three' })
  await read('after it was renamed', 'rules-two')
  await read('after it was renamed', 'rules-three')
  await api.call('rename to one that is there', 'PATCH', `${LIMITS}/rules-three`, { name: 'rules-one' })
  await api.call('lower than what is held', 'PATCH', `${LIMITS}/rules-one`, { limit: 1, active_slots: 3 })
  await read('when more are held than it has', 'rules-one')
  await take('of what is overfull', ['rules-one'])
  // Which 2.20 draws otherwise than 3.8, and both by chance.
  const refused = await api.ask('POST', `${LIMITS}/increment`, { names: ['rules-one'], slots: 1 })
  const seconds = Number(refused.headers.get('retry-after') ?? 'none')
  api.observe('when to ask again', { status: refused.status, said: Number.isFinite(seconds) && seconds >= 0 })
  for (const name of ['rules-one', 'rules-three', 'rules-off', 'rules-none', 'rules-rate']) {
    await api.call(`delete ${name}`, 'DELETE', `${LIMITS}/${name}`)
  }
}
