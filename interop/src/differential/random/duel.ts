import type { Generation } from '../../peers.ts'
import { compareConversations, type Difference } from '../compare.ts'
import { Conversation, type Json, textAt } from '../conversation.ts'
import { Calls, type Plan, type PlannedCall } from './calls.ts'
import { Chance } from './chance.ts'
import { inCommonOrder } from './common-order.ts'
import { Document } from './document.ts'
import { KnownObjects } from './known-objects.ts'
import { refusedFields } from './refused-fields.ts'
import { Stories } from './stories.ts'
import { Values } from './values.ts'

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/
/** 2.20 also answers 503 to what it cannot store: waiting does not help. */
const TRIES = 3

export interface DuelSpec {
  readonly generation: Generation
  /** Of the real server and of ours, each ending in `/api`. */
  readonly urls: readonly [theirs: string, ours: string]
  /** Calls by chance, with mistakes; or in the order in which people make them. */
  readonly walk: 'calls' | 'stories'
  readonly seed: number
  readonly calls: number
  /** Fields that only ours has. */
  readonly additions: ReadonlySet<string>
  /** What is not explained of some differences. */
  readonly unexplained: (differences: readonly Difference[]) => readonly Difference[]
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
export async function duel(spec: DuelSpec): Promise<Outcome> {
  const held = new Duel(spec, new Document(await describedBy(spec.urls[0])))
  for (let call = 0; call < spec.calls; call += 1) await held.sayNext()
  return held
}

async function describedBy(url: string): Promise<unknown> {
  const answer = await fetch(`${url}/openapi.json`)
  return await answer.json()
}

class Duel implements Outcome {
  readonly found: Found[] = []
  readonly tried = new Map<string, { calls: number; good: number }>()
  readonly #spec: DuelSpec
  readonly #theirs: Conversation
  readonly #ours: Conversation
  readonly #known = new KnownObjects()
  readonly #values: Values
  readonly #plan: Plan
  readonly #said: string[] = []
  #episode = 0
  /** Where in the conversation the episode began. */
  #start = 0
  #over = true

  constructor(spec: DuelSpec, document: Document) {
    const chance = new Chance(spec.seed)
    this.#spec = spec
    this.#theirs = new Conversation(spec.generation, spec.urls[0], TRIES)
    this.#ours = new Conversation(spec.generation, spec.urls[1], TRIES)
    this.#values = new Values(chance, document, this.#known)
    const calls = new Calls(document, chance, this.#values, this.#known, spec.generation)
    this.#plan = spec.walk === 'calls' ? calls : new Stories(chance, this.#values, calls, spec.generation)
  }

  async sayNext(): Promise<void> {
    const made = this.#theirs.exchanges.length
    const call = this.#nextCall(made)
    const topic = `random ${made}${call.correct ? '' : ', wrong'}`
    const paths = this.#known.resolve(call.path)
    const bodies = call.body === undefined ? [] : this.#known.resolve(JSON.stringify(call.body))
    const say = async (to: Conversation, path: string, raw: string | undefined): Promise<Json | undefined> => {
      to.topic(topic)
      return await to.call(call.operation, call.method, path, undefined, raw === undefined ? {} : { raw })
    }
    const [theirs, ours] = await Promise.all([say(this.#theirs, paths[0], bodies[0]), say(this.#ours, paths[1], bodies[1])])
    this.#judge(call, theirs, ours, `${call.method} ${paths[1]} ${bodies[1] ?? ''}`)
  }

  #nextCall(made: number): PlannedCall {
    const next = this.#over ? undefined : this.#plan.next(made - this.#start)
    if (next !== undefined) return next
    this.#startEpisode(made)
    const first = this.#plan.next(0)
    if (first === undefined) throw new Error('expected an episode to have calls')
    return first
  }

  #startEpisode(made: number): void {
    this.#episode += 1
    this.#known.clear()
    this.#plan.begin()
    this.#values.startEpisode(this.#spec.seed * 1000 + this.#episode)
    this.#start = made
    this.#over = false
  }

  #judge(call: PlannedCall, theirs: Json | undefined, ours: Json | undefined, sent: string): void {
    const last = this.#theirs.exchanges.at(-1)
    const mine = this.#ours.exchanges.at(-1)
    if (last === undefined || mine === undefined) throw new Error('expected a call to be written down')
    this.#theirs.exchanges[this.#theirs.exchanges.length - 1] = { ...last, body: refusedFields(theirs) }
    const ordered = inCommonOrder(theirs, ours, this.#known.partners)
    this.#ours.exchanges[this.#ours.exchanges.length - 1] = { ...mine, body: refusedFields(ordered) }
    const good = last.status < 300
    const count = this.tried.get(call.operation) ?? { calls: 0, good: 0 }
    this.tried.set(call.operation, { calls: count.calls + 1, good: count.good + (good ? 1 : 0) })
    if (good) this.#known.learn(call.path, theirs, ours)
    const [id] = UUID.exec(sent) ?? []
    const before = id === undefined ? [] : this.#said.filter((line) => line.includes(id))
    const fresh = [
      ...this.#spec.unexplained(this.#differences().filter((difference) => difference.call === last.name)),
      // Nothing explains an error of ours, not even one of theirs.
      ...(mine.status < 500 ? [] : [{ call: last.name, at: 'status', prefect: last.status, ours: mine.status }]),
    ]
    this.found.push(...fresh.map((difference) => ({ ...difference, sent, before })))
    this.#said.push(`${last.status} ${sent} ${textAt(ours, 'id')}`)
    // What only one of them has taken makes everything that follows another story.
    this.#over = fresh.length > 0 || last.status !== mine.status
  }

  /** Of the episode as a whole, so that ids are matched from its beginning. */
  #differences(): Difference[] {
    const { additions, generation } = this.#spec
    return compareConversations(this.#theirs.exchanges.slice(this.#start), this.#ours.exchanges.slice(this.#start), additions, generation)
  }
}
