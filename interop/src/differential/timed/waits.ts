import { setTimeout } from 'node:timers/promises'
import { type Conversation, type Json, textAt } from '../conversation.ts'
import { fieldIs, inSeconds, objectAt, secondsAhead } from './fields.ts'

type State = { readonly type: string; readonly [detail: string]: unknown }

/** Seconds until a run is due that is begun too early at first: a slow machine takes some to say so. */
const SOON = 40

/** What waits for a time: retries with their delays, runs that are due later or late, pauses, cached states. */
export async function talkOfWaits(api: Conversation): Promise<void> {
  api.topic('waits')
  const flow_id = await api.made('flow', 'POST', '/flows/', { name: 'timed-waits' })
  const run = async (name: string, more: object = {}): Promise<string> =>
    `/flow_runs/${await api.made(`run ${name}`, 'POST', '/flow_runs/', { name, flow_id, ...more })}`
  const set = (label: string, path: string, state: State, force = false): Promise<Json | undefined> =>
    api.call(label, 'POST', `${path}/set_state`, { state, force })
  const parent = await run('parent', { state: { type: 'RUNNING' } })
  const task = async (name: string, more: object = {}): Promise<string> => {
    const body = { name, flow_run_id: parent.slice('/flow_runs/'.length), task_key: 'timed', dynamic_key: name, ...more }
    return `/task_runs/${await api.made(`task ${name}`, 'POST', '/task_runs/', body)}`
  }

  // First what takes its time.
  const paused = await run('paused', { state: { type: 'RUNNING' } })
  await set('pause for two seconds', paused, {
    type: 'PAUSED',
    name: 'Paused',
    state_details: { pause_timeout: inSeconds(2), pause_key: 'k' },
  })
  const suspended = await run('suspended', { state: { type: 'RUNNING' }, deployment_id: await deploymentOf(api, flow_id) })
  const suspend = { pause_timeout: inSeconds(2), pause_key: 'k', pause_reschedule: true }
  await set('suspend for two seconds', suspended, { type: 'PAUSED', name: 'Suspended', state_details: suspend })
  const due = await run('due', { state: { type: 'SCHEDULED', state_details: { scheduled_time: '2020-01-01T00:00:00Z' } } })
  const soon = inSeconds(SOON)
  const later = await run('later', { state: { type: 'SCHEDULED', state_details: { scheduled_time: soon } } })
  const told = await api.ask('POST', `${later}/set_state`, { state: { type: 'RUNNING' } })
  observeWait(api, 'what is begun too early', told.body)
  const flaky = await run('flaky', { state: { type: 'RUNNING' }, empirical_policy: { retries: 1, retry_delay: 10 } })
  await set('flaky fails', flaky, { type: 'FAILED', message: 'once' })
  const retryAt = performance.now() + 12_000
  const expiry = inSeconds(10)
  const fills = await task('fills')
  await set('fills two caches, one', fills, {
    type: 'COMPLETED',
    data: 1,
    state_details: { cache_key: 'timed-short', cache_expiration: expiry },
  })
  const fillsLong = await task('fills long')
  const long = { cache_key: 'timed-long', cache_expiration: '2044-01-01T00:00:00Z' }
  await set('fills two caches, other', fillsLong, { type: 'COMPLETED', data: 2, state_details: long })

  await delays(api, task)

  const becomes = (label: string, path: string, field: string, value: string): Promise<void> =>
    api.until(label, () => api.ask('GET', path), fieldIs(field, value))
  await becomes('paused too long', paused, 'state_type', 'FAILED')
  await becomes('suspended too long', suspended, 'state_type', 'FAILED')
  await api.call('resume what was paused too long', 'POST', `${paused}/resume`)
  await becomes('late', due, 'state_name', 'Late')
  await set('late begins', due, { type: 'PENDING' })
  await api.call('late, read', 'GET', due)
  await set('within its time, from the cache', await task('asks long'), { type: 'RUNNING', state_details: { cache_key: 'timed-long' } })
  await setTimeout(Math.max(0, Date.parse(expiry) - Date.now() + 500))
  await set('after its time, not from the cache', await task('asks short'), {
    type: 'RUNNING',
    state_details: { cache_key: 'timed-short' },
  })
  await setTimeout(Math.max(0, retryAt - performance.now()))
  await set('flaky again', flaky, { type: 'RUNNING' })
  await set('flaky fails for good', flaky, { type: 'FAILED' })
  await setTimeout(Math.max(0, Date.parse(soon) - Date.now() + 500))
  await set('begins in time', later, { type: 'RUNNING' })
}

/** How far ahead retries are scheduled: by one delay, by a list whose last counts for all that follow, and with jitter. */
async function delays(api: Conversation, task: (name: string, more: object) => Promise<string>): Promise<void> {
  for (const [label, retry_delay] of [
    ['one', 200],
    ['a list', [100, 200, 300]],
    ['a list of one', [400]],
  ] as const) {
    const path = await task(`delayed by ${label}`, { empirical_policy: { retries: 4, retry_delay, retry_jitter_factor: null } })
    const ahead: number[] = []
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      await api.ask('POST', `${path}/set_state`, { state: { type: 'RUNNING' }, force: true })
      const { body } = await api.ask('POST', `${path}/set_state`, { state: { type: 'FAILED' } })
      ahead.push(secondsAhead(objectAt(body, 'state')))
    }
    api.observe(`seconds ahead, delayed by ${label}`, ahead)
    await api.call(`delayed by ${label}, read`, 'GET', path)
  }
  for (const factor of [0.1, 0.5, 1]) {
    const path = await task(`jitter of ${factor}`, { empirical_policy: { retries: 20, retry_delay: 1000, retry_jitter_factor: factor } })
    const ahead: number[] = []
    for (let attempt = 1; attempt <= 20; attempt += 1) {
      await api.ask('POST', `${path}/set_state`, { state: { type: 'RUNNING' }, force: true })
      const { body } = await api.ask('POST', `${path}/set_state`, { state: { type: 'FAILED' } })
      ahead.push(secondsAhead(objectAt(body, 'state')))
    }
    const [least, most] = boundsOf(1000, factor)
    api.observe(
      `jitter of ${factor}, within its bounds`,
      ahead.every((seconds) => seconds >= least - 10 && seconds <= most + 10),
    )
    api.observe(`jitter of ${factor}, not always the same`, new Set(ahead).size > 1)
  }
}

/** Between which of an exponential distribution's values Prefect draws: at most so much above, and as likely below. */
function boundsOf(average: number, factor: number): readonly [number, number] {
  const upper = 1 + factor
  return [average * Math.log2(2 ** upper / (2 ** upper - 1)), average * upper]
}

/** That somebody is told to wait, and for about how long. */
function observeWait(api: Conversation, label: string, told: Json | undefined): void {
  const details = objectAt(told, 'details') as { readonly delay_seconds?: number }
  const seconds = details.delay_seconds ?? -1
  api.observe(`${label} is told to wait`, { status: textAt(told, 'status'), within: seconds >= 0 && seconds <= SOON })
}

const deploymentOf = (api: Conversation, flow_id: string): Promise<string> =>
  api.made('deployment', 'POST', '/deployments/', { name: 'suspends', flow_id })
