import { type Conversation, type Json, textAt } from '../conversation.ts'

const QUEUES = '/work_queues'
/** The same for both servers, which are asked side by side. */
const NOW = Date.now()
const AGO = { anHour: new Date(NOW - 3_600_000).toISOString(), aDay: new Date(NOW - 86_400_000).toISOString() }

/** What holds of the queues of agents and of pools beyond one call: when they are ready, which runs they hand out, who holds their slots. */
export async function talkOfQueueRules(api: Conversation): Promise<void> {
  await readiness(api)
  await tagged(api)
  await slots(api)
}

/** Whether a queue is ready follows from when it was polled last, which its change may say too. */
async function readiness(api: Conversation): Promise<void> {
  api.topic('readiness of queues')
  const id = await api.made('create', 'POST', `${QUEUES}/`, { name: 'diff-readiness' })
  const change = async (label: string, body: object): Promise<void> => {
    await api.call(label, 'PATCH', `${QUEUES}/${id}`, body)
    await api.call(`${label}, read`, 'GET', `${QUEUES}/${id}`)
  }
  await change('pause one that nobody polled', { is_paused: true })
  await change('resume one that nobody polled', { is_paused: false, concurrency_limit: 3 })
  await change('pause one polled some time ago', { is_paused: true, last_polled: AGO.anHour })
  await change('resume one polled some time ago', { is_paused: false })
  await change('pause one polled just now', { is_paused: true, last_polled: new Date().toISOString() })
  await change('pause it twice', { is_paused: true })
  await change('resume one polled just now', { is_paused: false })
  await change('change nothing', {})
  await change('change its priority', { priority: 7 })
  const old = await api.made('create one to date back', 'POST', `${QUEUES}/`, { name: 'diff-dated-back' })
  await api.call('polled a day ago', 'PATCH', `${QUEUES}/${old}`, { last_polled: AGO.aDay })
  await api.call('polled a day ago, read', 'GET', `${QUEUES}/${old}`)
  for (const name of ['work queue', 'work:queue', 'work\\queue', 'work👍queue', 'work|queue', 'work%queue', 'work/queue']) {
    await api.call(`create ${name}`, 'POST', `${QUEUES}/`, { name })
    await api.call(`read ${name}`, 'GET', `${QUEUES}/name/${encodeURIComponent(name)}`)
  }
  const polled = await api.made('create one to poll', 'POST', `${QUEUES}/`, { name: 'diff-polled' })
  const path = `${QUEUES}/${polled}`
  await api.call('look into it', 'POST', `${path}/get_runs`, {}, { headers: { 'x-prefect-ui': 'true' } })
  await api.call('not polled by a look', 'GET', path)
  await api.call('poll for none', 'POST', `${path}/get_runs`, { limit: 0 })
  await api.untilSet(path, 'last_polled')
  await api.call('polled', 'GET', path)
  await api.call('status of what is polled', 'GET', `${path}/status`)
  await api.call('pause what is polled', 'PATCH', path, { is_paused: true })
  await api.call('poll what is paused', 'POST', `${path}/get_runs`, {})
  await api.call('still paused', 'GET', path)
}

/** Queues that take runs by tags and deployments, as those of earlier versions do. */
async function tagged(api: Conversation): Promise<void> {
  api.topic('queues by tags')
  const flow_id = await api.made('flow', 'POST', '/flows/', { name: 'diff-tagged-queues' })
  const deployment = await api.made('deployment', 'POST', '/deployments/', { name: 'tagged', flow_id, tags: ['qa', 'qb', 'qc'] })
  const first = await api.made('queue of one tag', 'POST', `${QUEUES}/`, { name: 'diff-by-tag', filter: { tags: ['qa'] } })
  await api.call('queue of two tags', 'POST', `${QUEUES}/`, { name: 'diff-by-both', filter: { tags: ['qb', 'qc'] } })
  await api.call('queue of another tag', 'POST', `${QUEUES}/`, { name: 'diff-by-other', filter: { tags: ['qz'] } })
  const { status, body: check } = await api.ask('GET', `/deployments/${deployment}/work_queue_check`)
  // They come in the order of their ids, which each server makes up by itself.
  const names = (Array.isArray(check) ? (check as readonly Json[]) : []).map((queue) => textAt(queue, 'name'))
  api.observe('queues that take its runs', { status, names: names.filter((name) => name.startsWith('diff-by-')).toSorted() })
  const runs: string[] = []
  for (const name of ['one', 'two']) {
    const body = { name, state: { type: 'SCHEDULED', state_details: { scheduled_time: `2031-01-0${runs.length + 1}T00:00:00Z` } } }
    runs.push(await api.made(`run ${name}`, 'POST', `/deployments/${deployment}/create_flow_run`, body))
  }
  const due = (label: string, more: object = {}): Promise<unknown> =>
    api.call(`due ${label}`, 'POST', `${QUEUES}/${first}/get_runs`, { scheduled_before: '2031-02-01T00:00:00Z', ...more })
  await due('by tag')
  await due('by tag, one', { limit: 1 })
  await api.call('limit of one', 'PATCH', `${QUEUES}/${first}`, { concurrency_limit: 1 })
  await due('within the limit')
  await api.call('claim', 'POST', `/flow_runs/${runs[0]}/set_state`, { state: { type: 'PENDING' } })
  await due('when it is full')
  await api.call('full', 'GET', `${QUEUES}/${first}`)
  await api.call('begin', 'POST', `/flow_runs/${runs[0]}/set_state`, { state: { type: 'RUNNING' } })
  await api.call('cancelling', 'POST', `/flow_runs/${runs[0]}/set_state`, { state: { type: 'CANCELLING' } })
  await due('while one is cancelled')
  await api.call('while one is cancelled', 'GET', `${QUEUES}/${first}`)
}

/** Who holds the slots of a pool and its queue: one run of each state. */
async function slots(api: Conversation): Promise<void> {
  api.topic('slots of pools')
  const flow_id = await api.made('flow', 'POST', '/flows/', { name: 'diff-pool-slots' })
  await api.call('pool', 'POST', '/work_pools/', { name: 'diff-slots', type: 'test', concurrency_limit: 10 })
  const queue = await api.made('queue', 'POST', '/work_pools/diff-slots/queues', { name: 'limited', concurrency_limit: 5 })
  const place = { flow_id, work_pool_name: 'diff-slots', work_queue_name: 'limited' }
  const deployment = await api.made('deployment', 'POST', '/deployments/', { name: 'slots', ...place })
  const scheduled = async (name: string): Promise<string> => {
    const state = { type: 'SCHEDULED', state_details: { scheduled_time: '2031-01-01T00:00:00Z' } }
    return await api.made(`run ${name}`, 'POST', `/deployments/${deployment}/create_flow_run`, { name, state })
  }
  for (const states of [['PENDING'], ['RUNNING'], ['RUNNING', 'CANCELLING'], ['COMPLETED'], ['PAUSED']]) {
    const name = states.join(' then ')
    const id = await scheduled(name)
    for (const type of states) await api.call(`${name}, to ${type}`, 'POST', `/flow_runs/${id}/set_state`, { state: { type }, force: true })
  }
  await scheduled('due')
  const queues = '/work_pools/diff-slots/queues'
  await api.call('pool in use', 'GET', '/work_pools/diff-slots')
  await api.call('pools in use', 'POST', '/work_pools/filter', { work_pools: { name: { any_: ['diff-slots'] } } })
  await api.call('queue in use, of the pool', 'GET', `${queues}/limited`)
  await api.call('queues in use, of the pool', 'POST', `${queues}/filter`, { work_queues: { name: { any_: ['limited'] } } })
  await api.call('queue in use', 'GET', `${QUEUES}/${queue}`)
  if (api.generation === 3) await holders(api, queue)
  const due = (label: string): Promise<unknown> =>
    api.call(`due ${label}`, 'POST', '/work_pools/diff-slots/get_scheduled_flow_runs', { scheduled_before: '2031-02-01T00:00:00Z' })
  await api.call('room for one more', 'PATCH', `${queues}/limited`, { concurrency_limit: 3 })
  await due('with room for one more in the queue')
  await api.call('due for agents while one is cancelled', 'POST', `${QUEUES}/${queue}/get_runs`, {})
  await api.call('no room', 'PATCH', `${queues}/limited`, { concurrency_limit: 2 })
  await due('without room in the queue')
  await api.call('no room in the pool', 'PATCH', '/work_pools/diff-slots', { concurrency_limit: 3 })
  await api.call('room in the queue', 'PATCH', `${queues}/limited`, { concurrency_limit: null })
  await due('with room for one more in the pool')
}

/** The runs that hold slots, by name: they come in the order of their ids, which each server makes up by itself. */
async function holders(api: Conversation, queue: string): Promise<void> {
  const runsOf = (body: Json | undefined): readonly Json[] =>
    listAt(body, 'flow_runs')
      .map((run) => [textAt(run, 'name'), textAt(run, 'state_type'), textAt(run, 'state_name')])
      .toSorted((one, other) => (one[0] ?? '').localeCompare(other[0] ?? ''))
  const shown = (body: Json | undefined): Json => ({ ...numbersOf(body), runs: runsOf(body) })
  for (const [label, more] of [
    ['all', {}],
    ['none', { flow_run_limit: 0 }],
    ['one', { flow_run_limit: 1 }],
    ['past the end', { page: 99 }],
  ] as const) {
    const { status, body } = await api.ask('POST', '/work_pools/diff-slots/concurrency_status', more)
    const each = listAt(body, 'queues').map((one) => ({ name: textAt(one, 'queue_name'), ...(shown(one) as object) }))
    const queues = each.toSorted((one, other) => one.name.localeCompare(other.name))
    const names = label === 'one' ? queues.map(({ name }) => name) : (queues as Json)
    api.observe(`holders in the pool, ${label}`, { status, ...numbersOf(body), queues: names })
  }
  for (const more of [{}, { limit: 1 }, { page: 9 }]) {
    const { status, body } = await api.ask('POST', `${QUEUES}/${queue}/concurrency_status`, more)
    const runs = 'limit' in more ? listAt(body, 'flow_runs').length : runsOf(body)
    api.observe(`holders in the queue, ${JSON.stringify(more)}`, { status, ...numbersOf(body), runs })
  }
}

const listAt = (body: Json | undefined, field: string): readonly Json[] => {
  const found = typeof body === 'object' && body !== null ? (body as Readonly<Record<string, Json>>)[field] : undefined
  return Array.isArray(found) ? (found as readonly Json[]) : []
}

const numbersOf = (body: Json | undefined): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(body ?? {}).filter(([, value]) => typeof value === 'number'))
