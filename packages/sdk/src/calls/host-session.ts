import { createClient, type Client, type Transport } from '@millrace/client'
import type { Session } from '../connection/session.ts'
import type { ResultStorage } from '../results/storage.ts'
import type { Answers, FromHost, Link, Question, Scope, ToHost } from './messages.ts'
import { reviveError } from './wire-error.ts'

/** Asks the process of the flow. */
type Ask = <Asked extends Question>(question: Asked) => Promise<Answers[Asked['what']]>

/** Events that a call may tell before it asks whether there is room for more. */
const EVENTS_UNASKED = 500

/** How a call, where it runs, reaches the process of its flow. */
export interface Upward {
  readonly ask: Ask
  readonly signal: AbortSignal
}

/** Begins to listen to the process of the flow. */
export function upward(link: Link<FromHost, ToHost>): Upward {
  const controller = new AbortController()
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let asked = 0
  link.listen((message) => {
    if (message.type === 'abort') return controller.abort(reviveError(message.reason))
    const question = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.type === 'answer') question?.resolve(message.value)
    else question?.reject(reviveError(message.error))
  })
  return {
    signal: controller.signal,
    ask(question) {
      const answer = Promise.withResolvers<unknown>()
      asked += 1
      waiting.set(asked, answer)
      link.post({ type: 'ask', id: asked, question })
      return answer.promise as Promise<never>
    },
  }
}

/** The session of a call: everything goes through the process of its flow, line by line, so that a sudden end loses nothing. */
export function hostSession(link: Link<FromHost, ToHost>, ask: Ask, { settings, address }: Scope): Session {
  const transport: Transport = {
    address,
    // A signal cannot be sent; an answer that nobody waits for any more does no harm.
    send: ({ signal: _signal, ...request }) => ask({ what: 'send', request }),
    close: () => Promise.resolve(),
  }
  let client: Client | undefined
  let events = 0
  const flush = async (): Promise<void> => await ask({ what: 'flush' })
  const flowIds = new Map<string, Promise<string>>()
  return {
    settings,
    get client() {
      return (client ??= createClient(transport))
    },
    logs: { add: (line) => link.post({ type: 'log', line }), isFull: false, whenRoom: () => undefined, flush },
    events: {
      // Whoever begins runs here waits for room.
      isFull: false,
      add(event) {
        events += 1
        link.post({ type: 'event', event })
      },
      whenRoom() {
        if (events < EVENTS_UNASKED) return undefined
        events = 0
        return ask({ what: 'room' })
      },
      flush,
    },
    print: (level, at, speaker, message, colours) => link.post({ type: 'print', level, at, speaker, message, colours }),
    flowId(name) {
      const known = flowIds.get(name) ?? this.client.flows.create({ body: { name } }).then(({ id }) => id)
      flowIds.set(name, known)
      return known
    },
    flush,
  }
}

/** The result storage of the flow, as seen from a call. */
export const hostStorage = (ask: Ask, { flow }: Scope): ResultStorage => ({
  address: flow.plan.storage,
  read: (key) => ask({ what: 'read', key }),
  write: (key, text) => ask({ what: 'write', key, text }),
})
