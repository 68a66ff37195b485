import { setTimeout } from 'node:timers/promises'
import type { Generation } from '../peers.ts'

/** A value of JSON, as it came. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** One call and what came back for it. */
export interface Exchange {
  /** Unique within a conversation: `flow runs: create, tags null`. */
  readonly name: string
  readonly status: number
  /** `undefined` for an empty body; text that is no JSON as it came. */
  readonly body: Json | undefined
}

/** What came back for a call that is not written down. */
export interface Answer {
  readonly status: number
  readonly body: Json | undefined
  readonly headers: Headers
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

interface Special {
  /** Sent as it is, instead of JSON. */
  readonly raw?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** What each generation's client says of itself. */
const AGENTS: Readonly<Record<Generation, string>> = { 2: 'prefect/2.20.26 (API 0.8.4)', 3: 'prefect/3.8.8 (API 0.8.4)' }

/** A call that takes longer hangs: longer than a real server on SQLite waits for a lock, a minute. */
const LONGEST_MILLIS = 120_000

/** Looks, a tenth of a second apart, at what a server notes in its own time. */
const MOST_LOOKS = 300

const NO_ID = '00000000-0000-4000-8000-000000000000'

/** Calls one server, as a client of one generation would, and writes down what it answers. */
export class Conversation {
  readonly generation: Generation
  readonly exchanges: Exchange[] = []
  readonly #url: string
  readonly #tries: number
  readonly #names = new Set<string>()
  #topic = ''

  /** @param tries how often a call is made, at most, that is answered with 503 */
  constructor(generation: Generation, url: string, tries = 20) {
    this.generation = generation
    this.#url = url
    this.#tries = tries
  }

  /** Where a path of the API is. */
  url(path: string): string {
    return this.#url + path
  }

  /** What the next calls are about; begins their names. */
  topic(name: string): void {
    this.#topic = name
  }

  /** Makes one call and answers the body of its answer. */
  async call(label: string, method: Method, path: string, body?: unknown, { raw, headers }: Special = {}): Promise<Json | undefined> {
    const name = this.#nameFor(label)
    const text = raw ?? (body === undefined ? undefined : JSON.stringify(body))
    const answer = await patiently(name, this.#tries, this.#url + path, {
      method,
      redirect: 'manual',
      headers: { ...this.#headers(text), ...headers },
      ...(text === undefined ? {} : { body: text }),
    })
    const received = bodyOf(await answer.text())
    this.exchanges.push({ name, status: answer.status, body: received })
    return received
  }

  /** Makes one call that is not written down, since it is one of several or its answer is another at each server. */
  async ask(method: Method, path: string, body?: unknown): Promise<Answer> {
    const text = body === undefined ? undefined : JSON.stringify(body)
    const answer = await patiently(path, this.#tries, this.#url + path, {
      method,
      headers: this.#headers(text),
      ...(text === undefined ? {} : { body: text }),
    })
    return { status: answer.status, body: bodyOf(await answer.text()), headers: answer.headers }
  }

  /** Writes down what several answers come to, such as a number of seconds between two times. */
  observe(label: string, what: Json): void {
    this.exchanges.push({ name: this.#nameFor(label), status: 200, body: what })
  }

  /** Looks again and again until what it sees is as it must become in time, and writes that down. */
  async until(label: string, look: () => Promise<Answer>, isSo: (seen: Json | undefined) => boolean): Promise<void> {
    const deadline = performance.now() + LONGEST_MILLIS
    for (;;) {
      const { status, body } = await look()
      if (isSo(body)) {
        this.exchanges.push({ name: this.#nameFor(label), status, body })
        return
      }
      if (performance.now() > deadline) throw new Error(`"${label}" has not come true; last seen: ${JSON.stringify(body)}`)
      await setTimeout(300)
    }
  }

  /** Waits, without writing it down, until a field of an object is set: real servers note some things after they have answered. */
  async untilSet(path: string, field: string): Promise<void> {
    for (let tries = 0; tries < MOST_LOOKS; tries += 1) {
      const { body } = await this.ask('GET', path)
      if ((body as Readonly<Record<string, Json>> | undefined)?.[field] !== null) return
      await setTimeout(100)
    }
    throw new Error(`${path} has no ${field} after ${MOST_LOOKS} looks`)
  }

  /** Makes a call whose answer is an object with an id, and answers the id. */
  async made(label: string, method: Method, path: string, body?: unknown): Promise<string> {
    return textAt(await this.call(label, method, path, body), 'id')
  }

  /** A connection for each call: real servers end those that idle, at times just when the next call is on its way. */
  #headers(text: string | undefined): Record<string, string> {
    const content = text === undefined ? {} : { 'content-type': 'application/json' }
    return { 'user-agent': AGENTS[this.generation], connection: 'close', ...content }
  }

  #nameFor(label: string): string {
    const name = `${this.#topic}: ${label}`
    if (this.#names.has(name)) throw new Error(`two calls are named "${name}"`)
    this.#names.add(name)
    return name
  }
}

/** A real server on SQLite answers 503 when its own services write at the same moment; clients ask again, and so do we. */
async function patiently(name: string, most: number, url: string, request: RequestInit): Promise<Response> {
  for (let tries = 1; ; tries += 1) {
    const answer = await fetch(url, { ...request, signal: AbortSignal.timeout(LONGEST_MILLIS) }).catch((error: unknown) => {
      throw new Error(`no answer from ${url} to "${name}"`, { cause: error })
    })
    if (answer.status !== 503 || tries === most) return answer
    await answer.arrayBuffer()
    await setTimeout(100 * tries)
  }
}

function bodyOf(text: string): Json | undefined {
  if (text === '') return undefined
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

/** The text at a place of an answer, or an id that nothing has: a call that was refused must not end the conversation. */
export function textAt(body: Json | undefined, ...path: readonly (string | number)[]): string {
  let at: unknown = body
  for (const key of path) at = typeof at === 'object' && at !== null ? (at as Record<string | number, unknown>)[key] : undefined
  return typeof at === 'string' ? at : NO_ID
}
