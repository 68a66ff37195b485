import type { Generation } from '../../peers.ts'
import { compareConversations, type Difference } from '../compare.ts'
import { Conversation, type Json, textAt } from '../conversation.ts'
import { Calls } from './calls.ts'
import { Chance } from './chance.ts'
import { inCommonOrder } from './common-order.ts'
import { Document } from './document.ts'
import { KnownObjects } from './known-objects.ts'
import { Values } from './values.ts'

/** Calls that have to do with each other; a difference ends them before their time, as what follows from it tells nothing new. */
const EPISODE = 60
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/
/** 2.20 also answers 503 to what it cannot store: waiting does not help. */
const TRIES = 3

export interface Duel {
  readonly generation: Generation
  /** Of the real server and of ours, each ending in `/api`. */
  readonly urls: readonly [theirs: string, ours: string]
  readonly seed: number
  readonly calls: number
  /** Fields that only ours has. */
  readonly additions: ReadonlySet<string>
  /** What is not explained of some differences. */
  unexplained(differences: readonly Difference[]): readonly Difference[]
}

/** A difference, and what was sent. */
export interface Found extends Difference {
  readonly sent: string
  /** What was sent of the same object before, with the status that the real server answered. */
  readonly before: readonly string[]
}

/** What came of a duel. */
export interface Outcome {
  readonly found: readonly Found[]
  /** How often each operation was called, and answered well. */
  readonly tried: ReadonlyMap<string, { readonly calls: number; readonly good: number }>
}

/** Says the same random calls to a real server and to ours, and answers in what they differ. The same seed says the same. */
export async function duel({ generation, urls, seed, calls: total, additions, unexplained }: Duel): Promise<Outcome> {
  const [theirs, ours] = urls.map((url) => new Conversation(generation, url, TRIES)) as [Conversation, Conversation]
  const document = new Document(await describedBy(urls[0]))
  const [chance, known] = [new Chance(seed), new KnownObjects()]
  const values = new Values(chance, document, known)
  const calls = new Calls(document, chance, values, known, generation)
  const found: Found[] = []
  const said: string[] = []
  const tried = new Map<string, { calls: number; good: number }>()
  let [start, number, differed] = [0, 0, false]
  for (let episode = 0, made = 0; made < total; made += 1, number += 1) {
    const over = number === EPISODE || differed
    if (made === 0 || over) {
      episode += 1
      known.clear()
      values.startEpisode(seed * 1000 + episode)
      ;[start, number] = [made, 0]
    }
    const call = calls.next(number)
    const label = call.operation
    const topic = `random ${made}${call.correct ? '' : ', wrong'}`
    const paths = known.resolve(call.path)
    const bodies = call.body === undefined ? [] : known.resolve(JSON.stringify(call.body))
    const say = async (to: Conversation, which: 0 | 1): Promise<Json | undefined> => {
      to.topic(topic)
      const raw = bodies[which]
      return await to.call(label, call.method, paths[which], undefined, raw === undefined ? {} : { raw })
    }
    const [a, b] = await Promise.all([say(theirs, 0), say(ours, 1)])
    const [last, mine] = [theirs.exchanges.at(-1), ours.exchanges.at(-1)]
    if (last === undefined || mine === undefined) throw new Error('expected a call to be written down')
    ours.exchanges[made] = { ...mine, body: inCommonOrder(a, b, known.partners) }
    const { status } = last
    const count = tried.get(label) ?? { calls: 0, good: 0 }
    tried.set(label, { calls: count.calls + 1, good: count.good + (status < 300 ? 1 : 0) })
    if (status < 300) known.learn(call.path, a, b)
    const differences = compareConversations(theirs.exchanges.slice(start), ours.exchanges.slice(start), additions, generation)
    const name = `${topic}: ${label}`
    const fresh = unexplained(differences.filter((difference) => difference.call === name))
    differed = fresh.length > 0 || last.status !== mine.status
    const sent = `${call.method} ${paths[1]} ${bodies[1] ?? ''}`
    const [id] = UUID.exec(paths[1]) ?? []
    const before = id === undefined ? [] : said.filter((line) => line.includes(id))
    found.push(...fresh.map((difference) => ({ ...difference, sent, before })))
    const own = textAt(b, 'id')
    said.push(`${last.status} ${sent} ${own}`)
  }
  return { found, tried }
}

async function describedBy(url: string): Promise<unknown> {
  const answer = await fetch(`${url}/openapi.json`)
  return await answer.json()
}
