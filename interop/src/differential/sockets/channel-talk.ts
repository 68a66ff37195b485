import { setTimeout } from 'node:timers/promises'
import { Conversation, type Exchange, type Json } from '../conversation.ts'
import { CLOSES, sayOver, type SocketFrame, type SocketOutcome } from './socket-talk.ts'

const AUTH = { send: { type: 'auth', token: null }, answers: 1 }
const CONSUMER = 'eeeeeeee-0000-4000-8000-000000000100'
const NOBODY = 'eeeeeeee-0000-4000-8000-000000000101'
const REQUIRED = ['worker_heartbeat.v1', 'work_pool_snapshot.v1']

const MOST_TRIES = 10

let frames = 0
/** A frame as a worker sends it, under an id of its own. */
function frame(type: string, payload: object): object {
  frames += 1
  const id = `eeeeeeee-0000-4000-8000-${String(frames).padStart(12, '0')}`
  return { type, id, sent_at: new Date().toISOString(), payload }
}

const template = (said: string): object => ({
  job_configuration: { command: '{{ command }}' },
  variables: { type: 'object', properties: { command: { type: 'string', default: said } } },
})

const HELLO = {
  consumer_id: CONSUMER,
  worker_name: 'channelled',
  worker_type: 'process',
  heartbeat_interval_seconds: 30,
  supported_channel_versions: ['work_pool_worker_channel.v1'],
  requested_capabilities: REQUIRED,
  work_queue_names: [],
  handled_cleanup_kinds: [],
  max_cleanup_concurrency: 0,
  create_pool_if_not_found: false,
  default_base_job_template: {},
  worker_metadata: null,
}

const CLEANUP = [...REQUIRED, 'cleanup_delivery.v1', 'of_the_future.v1', 'of_the_future.v1']

interface Other {
  /** Other than `diff-channel`. */
  readonly pool?: string
  readonly [field: string]: unknown
}

/** How a worker of 3.8 introduces itself, rightly and wrongly: what is other than usual. */
const HELLOS: Readonly<Record<string, Other>> = {
  'as usual': {},
  'without its name': { worker_name: undefined },
  'with an empty name': { worker_name: '' },
  'without a type': { worker_type: undefined },
  'with a beat of no seconds': { heartbeat_interval_seconds: 0 },
  'with a consumer that is no id': { consumer_id: 'x' },
  'with an unknown field': { colour: 1 },
  'without the snapshot': { requested_capabilities: REQUIRED.slice(0, 1) },
  'without capabilities': { requested_capabilities: [] },
  'of an unknown version': { supported_channel_versions: ['work_pool_worker_channel.v999'] },
  'of several versions': { supported_channel_versions: ['work_pool_worker_channel.v999', 'work_pool_worker_channel.v1'] },
  'of no version': { supported_channel_versions: [] },
  'for a queue': { work_queue_names: ['extra', 'extra'] },
  'for a queue that is not there': { work_queue_names: ['extra', 'missing'] },
  'for a pool that is not there': { pool: 'diff-channel-absent' },
  'able to clean up': {
    requested_capabilities: CLEANUP,
    handled_cleanup_kinds: ['cancelling_timeout_teardown.v1'],
    max_cleanup_concurrency: 2,
  },
  'able to clean up nothing': { requested_capabilities: CLEANUP, max_cleanup_concurrency: 2 },
  'with an unknown kind of cleaning': { requested_capabilities: CLEANUP, handled_cleanup_kinds: ['sweep.v1'], max_cleanup_concurrency: 1 },
  'with a template for what has one': { default_base_job_template: template('requested') },
  'making a pool, for a queue that is not there': {
    pool: 'diff-channel-back',
    create_pool_if_not_found: true,
    default_base_job_template: template('made'),
    work_queue_names: ['missing'],
  },
  'with a template, for a queue that is not there': {
    pool: 'diff-channel-empty',
    default_base_job_template: template('made'),
    work_queue_names: ['missing'],
  },
  'with a template': { pool: 'diff-channel-empty', default_base_job_template: template('made') },
  'making a pool': {
    pool: 'diff-channel-made',
    create_pool_if_not_found: true,
    default_base_job_template: template('made'),
    work_queue_names: ['default'],
  },
  'making a pool of a reserved name': { pool: 'prefect-channel', create_pool_if_not_found: true },
}

/** The channel of 3.8's workers: how they introduce themselves, their beats, and what they hear of their pool. */
export async function workerChannels(url: string): Promise<readonly Exchange[]> {
  const api = new Conversation(3, url)
  api.topic('worker channels')
  const body = { name: 'diff-channel', type: 'process', base_job_template: template('existing'), concurrency_limit: 4 }
  await api.call('pool', 'POST', '/work_pools/', body)
  await api.call('queue', 'POST', '/work_pools/diff-channel/queues', { name: 'extra' })
  await api.call('pool without a template', 'POST', '/work_pools/', { name: 'diff-channel-empty', type: 'process' })
  const say = async (label: string, said: readonly SocketFrame[], pool = 'diff-channel', more: object = {}): Promise<void> => {
    const { frames: seen, closed } = await patiently(() => sayOver(`${url}/work_pools/${pool}/workers/connect`, { frames: said, ...more }))
    api.observe(label, { frames: seen.map(shownFrame), closed: closed === undefined ? null : { ...closed } })
  }
  const hello = (given: object = {}): SocketFrame => ({ send: frame('worker.hello.v1', { ...HELLO, ...given }), answers: 1 })
  await say('without the subprotocol', [{ send: AUTH.send, answers: CLOSES }], undefined, { subprotocol: '' })
  await say('without credentials', [{ ...hello(), answers: CLOSES }])
  await say('something else', [AUTH, { send: frame('worker.what.v1', {}), answers: CLOSES }])
  await say('a list', [AUTH, { send: [], answers: CLOSES }])
  for (const [label, { pool, ...given }] of Object.entries(HELLOS)) {
    await say(`hello ${label}`, [AUTH, hello(given)], pool)
    if (pool !== undefined) await api.call(`pool after a hello ${label}`, 'GET', `/work_pools/${pool}`)
  }
  const beat = (given: object = {}): object =>
    frame('worker.heartbeat.v1', { consumer_id: CONSUMER, worker_name: 'channelled', heartbeat_interval_seconds: 45, ...given })
  const ends = { answers: CLOSES }
  await say('a beat, then something else', [AUTH, hello(), { send: beat(), answers: 0 }, { send: { type: 'unexpected' }, ...ends }])
  await api.call('workers after a beat', 'POST', '/work_pools/diff-channel/workers/filter', {})
  await say('a beat of another worker', [AUTH, hello(), { send: beat({ worker_name: 'other' }), ...ends }])
  await say('a beat of another consumer', [AUTH, hello(), { send: beat({ consumer_id: NOBODY }), ...ends }])
  await say('a second hello', [AUTH, hello(), { ...hello(), ...ends }])
  const unknown = { message_id: NOBODY, reservation_token: 'x' }
  for (const what of ['ack', 'renew'])
    await say(`a ${what} of nothing`, [AUTH, hello(), { send: frame(`cleanup.${what}.v1`, unknown), answers: 1 }])
  let times = 0
  const changed = async (change: object): Promise<void> => {
    times += 1
    await api.ask('PATCH', '/work_pools/diff-channel', change)
  }
  await say('its pool is changed', [AUTH, hello()], undefined, { meanwhile: () => changed({ base_job_template: template(`${times}`) }) })
  await say('its pool is paused, or resumed', [AUTH, hello()], undefined, { meanwhile: () => changed({ is_paused: times % 2 === 0 }) })
  await changed({ is_paused: false })
  const removed = async (): Promise<void> => void (await api.ask('DELETE', '/work_pools/diff-channel'))
  await say('its pool is deleted', [AUTH, hello()], undefined, { meanwhile: removed })
  return api.exchanges
}

/** A real server on SQLite cannot note a beat while its own services write; workers connect again, and so do we. */
async function patiently(say: () => Promise<SocketOutcome>): Promise<SocketOutcome> {
  for (let tries = 1; ; tries += 1) {
    const said = await say()
    if (said.closed?.reason !== 'heartbeat_persistence_failed' || tries === MOST_TRIES) return said
    await setTimeout(1000)
  }
}

/** How often a change was made until it was heard of is not the same twice: neither what it was nor which it was. */
function shownFrame(seen: Json): Json {
  const text = JSON.stringify(seen)
  if (!text.includes('"work_pool.snapshot.v1"')) return seen
  return JSON.parse(
    text.replaceAll(/"default":"\d+"/g, '"default":"n"').replaceAll(/"(is_paused|snapshot_sequence|status)":("\w+"|\w+)/g, '"$1":"?"'),
  ) as Json
}
