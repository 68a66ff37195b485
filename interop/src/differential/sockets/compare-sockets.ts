import { setTimeout } from 'node:timers/promises'
import { compareConversations } from '../compare.ts'
import { Conversation, type Exchange, type Json } from '../conversation.ts'
import { explain } from '../explain.ts'
import { additionsOf, EXPLANATIONS } from '../outcome.ts'
import type { Pair } from '../pair.ts'
import { workerChannels } from './channel-talk.ts'
import { CLOSES, sayOver, type SocketFrame } from './socket-talk.ts'

const ID = 'eeeeeeee-0000-4000-8000-0000000000'
const PATHS = ['/events/out', '/logs/out', '/task_runs/subscriptions/scheduled'] as const
const AUTH = { send: { type: 'auth', token: null }, answers: 1 }
/** Looks, a tenth of a second apart, for events that a server stores in its own time. */
const MOST_LOOKS = 300

/** Says it to both servers, and answers in what they differ but for what is explained. */
export async function compareSockets({ generation, urls }: Pair): Promise<ReturnType<typeof explain>> {
  const [theirs, ours] = await Promise.all([talkOverSockets(urls[0]), talkOverSockets(urls[1])])
  return explain(compareConversations(theirs, ours, additionsOf(generation), generation), EXPLANATIONS, generation)
}

/** Says everything that has to do with websockets and stored events to a server of 3.x, and writes down what it answers. */
async function talkOverSockets(url: string): Promise<readonly Exchange[]> {
  const api = new Conversation(3, url)
  const stored = await storedEvents(api)
  return [
    ...(await openings(url)),
    ...stored,
    ...(await eventsOut(url)),
    ...(await subscriptions(api, url)),
    ...(await workerChannels(url)),
  ]
}

/** How a socket is opened, rightly and wrongly; as an exchange whose status is the code of its end. */
async function openings(url: string): Promise<Exchange[]> {
  const exchanges: Exchange[] = []
  const said = async (path: string, label: string, frames: readonly SocketFrame[], subprotocol = 'prefect'): Promise<void> => {
    const { frames: body, closed } = await sayOver(url + path, { frames, subprotocol })
    // The words of what is wrong with a filter are those of the library that reads it.
    const reason = closed?.reason.replace(/^(Invalid filter).*/s, '$1') ?? null
    exchanges.push({ name: `socket ${path}: ${label}`, status: closed?.code ?? 0, body: { frames: [...body], reason } })
  }
  for (const path of PATHS) {
    await said(path, 'without the subprotocol', [{ send: AUTH.send, answers: CLOSES }], '')
    await said(path, 'first a filter', [{ send: { type: 'filter', filter: {} }, answers: CLOSES }])
    await said(path, 'first a list', [{ send: ['auth'], answers: CLOSES }])
    await said(path, 'then something else', [AUTH, { send: { type: 'what?' }, answers: CLOSES }])
    await said(path, 'then nothing', [AUTH])
  }
  for (const path of PATHS.slice(0, 2)) {
    for (const filter of ['jankystank', 7, [], { colour: 1 }, { level: { ge_: 'x' }, occurred: 7 }]) {
      await said(path, `then the filter ${JSON.stringify(filter)}`, [AUTH, { send: { type: 'filter', filter }, answers: CLOSES }])
    }
  }
  for (const wrong of [{}, { keys: [] }, { keys: ['k'] }, { client_id: 'c' }, { keys: ['k'], client_id: '' }]) {
    const send = { type: 'subscribe', ...wrong }
    await said(PATHS[2], `then ${JSON.stringify(send)}`, [AUTH, { send, answers: CLOSES }])
  }
  return exchanges
}

interface Sent {
  readonly id: string
  readonly [field: string]: unknown
}

const event = (n: number, name: string, resource: string, more: object = {}): Sent => ({
  id: ID + String(n).padStart(2, '0'),
  occurred: new Date(START + n * 60_000).toISOString(),
  event: name,
  resource: { 'prefect.resource.id': resource, 'prefect.resource.name': `Thing ${n}`, colour: n % 2 === 0 ? 'red' : 'blue' },
  related: [
    { 'prefect.resource.id': `other.${n % 3}`, 'prefect.resource.role': 'flow', size: 'xl' },
    { 'prefect.resource.id': `other.${n}`, 'prefect.resource.role': 'tag' },
  ],
  payload: { n, note: n === 4 ? 'a Needle in hay' : 'hay' },
  ...more,
})

/** Ten minutes ago, to the minute: what is older than a quarter of an hour, followers are not told. */
const START = Math.floor(Date.now() / 60_000) * 60_000 - 600_000

const EVENTS: readonly Sent[] = [
  event(1, 'sock.flow.started', 'thing.1'),
  event(2, 'sock.flow.ended', 'thing.2', { follows: `${ID}01` }),
  event(3, 'sock.task.started', 'thing.3'),
  event(4, 'sock.task.ended', 'thing.40', { related: [] }),
  event(5, 'rock.flow', 'thing.4'),
  event(6, 'sock.flowing', 'other.6'),
  event(7, 'rock.flow', 'thing.1'),
]

const since = new Date(START).toISOString()
const until = new Date(START + 3_000_000).toISOString()
const OURS = { event: { prefix: ['sock.', 'rock.'] } }

/** Filters of events, each beside what keeps it to those that were sent. */
const FILTERS: Readonly<Record<string, object>> = {
  everything: {},
  'oldest first': { order: 'ASC' },
  'within a time': { occurred: { since: new Date(START + 120_000).toISOString(), until: new Date(START + 240_000).toISOString() } },
  'until before since': { occurred: { since: until, until: since } },
  'of a time that is none': { occurred: { since: 'noon' } },
  'by prefixes': { event: { prefix: ['sock.flow', 'rock'] } },
  'by a prefix with a dot': { event: { prefix: ['sock.flow.'] } },
  'but a prefix': { event: { prefix: ['sock.'], exclude_prefix: ['sock.task'] } },
  'by names': { event: { name: ['sock.flow.started', 'sock.flowing', 'absent'] } },
  'but names': { event: { prefix: ['sock.', 'rock.'], exclude_name: ['sock.flowing'] } },
  'by a name in other case': { event: { name: ['SOCK.flowing'] } },
  'by a resource': { resource: { id: ['thing.1', 'thing.4'] } },
  'by the prefix of a resource': { resource: { id_prefix: ['thing.4'] } },
  'by both of a resource': { resource: { id: ['thing.1'], id_prefix: ['thing.'] } },
  'by a label': { resource: { labels: { colour: 'red' } } },
  'by a label or another': { resource: { labels: { colour: ['red', 'green'] } } },
  'by a label that is not': { resource: { labels: { colour: '!red' } } },
  'by a label with a star': { resource: { labels: { 'prefect.resource.name': 'Thing*' } } },
  'by the id as a label': { resource: { labels: { 'prefect.resource.id': 'thing.*' } } },
  'by a label that nothing has': { resource: { labels: { weight: '1' } } },
  'by two labels': { resource: { labels: { colour: 'red', 'prefect.resource.id': 'thing.2' } } },
  'the last of each resource': { resource: { distinct: true } },
  'the first of each resource': { resource: { distinct: true }, order: 'ASC' },
  'the last of some resources': { resource: { id_prefix: ['thing.'], distinct: true } },
  'by a label of no value': { resource: { labels: { colour: [] } } },
  'by no related': { related: { id: [], role: [], labels: {} } },
  'by what is related': { related: { id: ['other.1'] } },
  'by a role': { related: { role: ['tag'] } },
  'by a resource in a role': { related: { resources_in_roles: [['other.1', 'tag']] } },
  'by a resource in another role': { related: { resources_in_roles: [['other.4', 'flow']] } },
  'by an id and a role of it': { related: { id: ['other.5'], role: ['tag'] } },
  'by a label of what is related': { related: { labels: { size: 'xl' } } },
  'by a role as a label': { related: { labels: { 'prefect.resource.role': ['tag', 'flow'] } } },
  'by several related': { related: [{ id: ['other.1'] }, { role: ['tag'] }] },
  'by any resource': { any_resource: { id: ['other.6'] } },
  'by the prefix of any resource': { any_resource: { id_prefix: ['other.6', 'thing.1'] } },
  'by a label of any resource': { any_resource: { labels: { size: 'xl' } } },
  'by several of any': { any_resource: [{ id: ['other.2'] }, { id: ['thing.2'] }] },
  'by ids': { id: { id: [`${ID}02`, `${ID}05`, `${ID}99`] } },
  'by no ids': { id: { id: [] } },
  'by bad ids': { id: { id: ['x'] } },
  'by text': { text: { query: 'needle' } },
  'but a text': { text: { query: '-needle' } },
  'by two words': { text: { query: 'needle flow.started' } },
  'by a phrase': { text: { query: '"needle in"' } },
  'by a word that must be': { text: { query: 'hay +needle' } },
  'by a text that is too long': { text: { query: 'x'.repeat(300) } },
  'by an unknown field': { event: { suffix: ['x'] } },
  'by a number for a list': { event: { prefix: 7 } },
  'by a text for a list': { event: { prefix: 'sock.' } },
}

async function storedEvents(api: Conversation): Promise<readonly Exchange[]> {
  api.topic('stored events')
  await api.call('send', 'POST', '/events', EVENTS)
  for (let tries = 0; ; tries += 1) {
    if (tries === MOST_LOOKS) throw new Error('events are not stored')
    const seen = await fetch(api.url('/events/filter'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ filter: { ...OURS, occurred: { since, until } } }),
    })
    if (((await seen.json()) as { total: number }).total === EVENTS.length) break
    await setTimeout(100)
  }
  for (const [label, filter] of Object.entries(FILTERS)) {
    await api.call(label, 'POST', '/events/filter', { filter: { ...OURS, occurred: { since, until }, ...filter } })
  }
  await pages(api)
  await counts(api)
  return api.exchanges
}

/** Pages, and what is no page. Tokens are each server's own. */
async function pages(api: Conversation): Promise<void> {
  const page = (await api.call('a page of two', 'POST', '/events/filter', {
    filter: { ...OURS, occurred: { since, until } },
    limit: 2,
  })) as { readonly next_page?: Json } | undefined
  let next = page?.next_page
  for (let number = 2; typeof next === 'string' && number < 6; number += 1) {
    const { pathname, search } = new URL(next)
    const body = await api.call(`page ${number}`, 'GET', pathname.replace('/api', '') + search)
    next = (body as { readonly next_page?: Json } | undefined)?.next_page
  }
  for (const token of ['', 'just-bad', btoa('x:y'), 'e30=']) {
    await api.call(`page of the token "${token}"`, 'GET', `/events/filter/next?page-token=${encodeURIComponent(token)}`)
  }
  await api.call('page without a token', 'GET', '/events/filter/next')
  for (const limit of [0, 1, 50, 51, -1, 'x']) {
    await api.call(`limit of ${limit}`, 'POST', '/events/filter', { filter: { ...OURS, occurred: { since, until } }, limit })
  }
}

async function counts(api: Conversation): Promise<void> {
  for (const countable of ['day', 'time', 'event', 'resource']) {
    for (const more of [{}, { time_unit: 'hour', time_interval: 2 }, { time_unit: 'minute', time_interval: 1.5 }]) {
      const label = `count by ${countable} ${JSON.stringify(more)}`
      await api.call(label, 'POST', `/events/count-by/${countable}`, { filter: { ...OURS, occurred: { since, until } }, ...more })
    }
  }
  for (const more of [
    { time_interval: 0.009 },
    { time_unit: 'second', time_interval: 0.01 },
    { time_unit: 'month' },
    { time_interval: 0 },
  ]) {
    const filter = { ...OURS, occurred: { since: '2020-01-01T00:00:00Z', until } }
    await api.call(`count by time ${JSON.stringify(more)}`, 'POST', '/events/count-by/time', { filter, ...more })
  }
}

/** What followers of events see: those of before, oldest first, and one to come. */
async function eventsOut(url: string): Promise<Exchange[]> {
  const exchanges: Exchange[] = []
  const follow = async (label: string, filter: object, backfill: boolean | undefined, seen: number, late?: string): Promise<void> => {
    const name = `late.${exchanges.length}`
    const prefix = ['sock.', 'rock.', ...(late === undefined ? [] : [name])]
    const full = { occurred: { since, until: new Date(START + 365 * 86_400_000).toISOString() }, event: { prefix }, ...filter }
    const post = async (): Promise<void> => {
      const body = JSON.stringify([{ ...event(50 + exchanges.length, name, late ?? ''), occurred: new Date().toISOString() }])
      await fetch(`${url}/events`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    }
    const send = { type: 'filter', filter: full, ...(backfill === undefined ? {} : { backfill }) }
    const frames = [AUTH, { send, answers: seen }]
    const { frames: body, closed } = await sayOver(`${url}/events/out`, { frames, meanwhile: late === undefined ? undefined : post })
    exchanges.push({ name: `followed events: ${label}`, status: closed?.code ?? 0, body: [...body] })
  }
  const all = EVENTS.length
  await follow('with those of before', {}, true, all, 'thing.late')
  await follow('with those of before, as is usual', {}, undefined, all)
  await follow('without those of before', {}, false, 0, 'thing.late')
  await follow('those of one resource', { resource: { id: ['thing.3'] } }, true, 1, 'thing.3')
  await follow('by what is related', { related: { role: ['tag'] } }, true, all - 1, 'thing.late')
  await follow('newest first', { order: 'DESC', event: { prefix: ['sock.flow.'] } }, true, 2)
  return exchanges
}

/** Task runs that wait for a worker, handed to one that subscribes. */
async function subscriptions(api: Conversation, url: string): Promise<Exchange[]> {
  api.topic('subscribed task runs')
  const subscribe = { type: 'subscribe', keys: ['sock.task-1'], client_id: 'worker-1' }
  const task = (n: number): Promise<string> =>
    api.made(`task ${n}`, 'POST', '/task_runs/', {
      name: `sock-${n}`,
      flow_run_id: null,
      task_key: 'sock.task-1',
      dynamic_key: `sock-${n}`,
      state: { type: 'SCHEDULED', state_details: { deferred: true } },
    })
  const exchanges: Exchange[] = []
  const follow = async (label: string, ...frames: readonly SocketFrame[]): Promise<void> => {
    const { frames: seen, closed } = await sayOver(`${url}${PATHS[2]}`, { frames: [AUTH, { send: subscribe, answers: 1 }, ...frames] })
    // Times are those at which each server wrote the task run down.
    const names = seen.map((frame) => (typeof frame === 'object' && frame !== null && 'name' in frame ? frame.name : frame))
    exchanges.push({ name: `subscribed task runs: ${label}`, status: closed?.code ?? 0, body: names })
  }
  const [first, second] = [await task(1), await task(2)]
  await follow('one without a receipt')
  await follow('two with receipts', { send: { type: 'ack' }, answers: 1 }, { send: { type: 'ack' }, answers: 0 })
  for (const id of [first, second]) await api.call(`read ${id === first ? 'first' : 'second'}`, 'GET', `/task_runs/${id}`)
  await task(3)
  await follow('a wrong receipt', { send: { type: 'nack' }, answers: CLOSES })
  await follow('a farewell', { send: { type: 'quit' }, answers: CLOSES })
  return exchanges
}
