import { randomUUID } from 'node:crypto'
import type { Log, ReceivedEvent } from '@millrace/protocol'
import { createEventBus, type EventBus } from '../events/bus.ts'
import { createLogStream, type LogStream } from '../events/log-stream.ts'
import { createWorkSignal, type WorkSignal } from '../events/work-signal.ts'
import type { Store } from '../store/store.ts'

/** Milliseconds between two signs of life. */
const SIGN_EVERY = 20_000
/** Milliseconds after its last sign that another server counts as gone. */
const GONE_AFTER = 70_000

/** What one server tells the others. */
interface Message {
  readonly from: string
  /** Whether somebody at the sender follows log lines. */
  readonly hearsLogs: boolean
  /** To be answered by a sign of life of one's own. */
  readonly isNew?: boolean
  readonly work?: readonly string[]
  readonly events?: readonly ReceivedEvent[]
  readonly logs?: readonly Log[]
}

interface Peer {
  seen: number
  hearsLogs: boolean
}

/** What is heard in this process and, where several servers share a database, in all of them. */
export interface Replicas {
  readonly bus: EventBus
  readonly work: WorkSignal
  readonly logs: LogStream
}

/**
 * Joins the servers that share the store's database: an event, a log line or a notice of work of one reaches those who wait at another.
 * Nothing is sent while this one is alone. What is lost on the way is found by looking: whoever waits also does that now and then.
 */
export function joinReplicas(store: Pick<Store, 'openChannel'>, onError: (error: unknown) => void): Replicas {
  const bus = createEventBus(onError)
  const work = createWorkSignal()
  const logs = createLogStream()
  if (store.openChannel === undefined) return { bus, work, logs }

  const from = randomUUID()
  const peers = new Map<string, Peer>()
  let outgoing: { work: Set<string>; events: ReceivedEvent[]; logs: Log[] } | undefined

  const channel = store.openChannel((text) => receive(JSON.parse(text) as Message))
  const send = (message: Partial<Message>): void => channel.send(JSON.stringify({ from, hearsLogs: logs.isHeard, ...message }))

  function receive(message: Message): void {
    const isUnknown = !peers.has(message.from)
    peers.set(message.from, { seen: performance.now(), hearsLogs: message.hearsLogs })
    if (isUnknown || message.isNew === true) send({})
    for (const subject of message.work ?? []) work.notify(subject)
    if (message.events !== undefined) bus.publish(message.events)
    if (message.logs !== undefined) logs.publish(message.logs)
  }

  /** What is told at one turn of the event loop goes together. */
  function tell(add: (to: NonNullable<typeof outgoing>) => void): void {
    if (peers.size === 0) return
    if (outgoing === undefined) {
      outgoing = { work: new Set(), events: [], logs: [] }
      setImmediate(() => {
        if (outgoing === undefined) return
        const { work: subjects, events, logs: lines } = outgoing
        outgoing = undefined
        send({
          ...(subjects.size > 0 && { work: [...subjects] }),
          ...(events.length > 0 && { events }),
          ...(lines.length > 0 && { logs: lines }),
        })
      })
    }
    add(outgoing)
  }

  const timer = setInterval(() => {
    if (!channel.isOpen) return clearInterval(timer)
    for (const [id, { seen }] of peers) if (performance.now() - seen > GONE_AFTER) peers.delete(id)
    send({})
  }, SIGN_EVERY)
  timer.unref()
  send({ isNew: true })

  const othersHearLogs = (): boolean => peers.size > 0 && [...peers.values()].some(({ hearsLogs }) => hearsLogs)
  return {
    bus: {
      subscribe: (listener) => bus.subscribe(listener),
      publish(events) {
        bus.publish(events)
        tell((to) => to.events.push(...events))
      },
    },
    work: {
      wait: (subjects, milliseconds, signal) => work.wait(subjects, milliseconds, signal),
      notify(subject) {
        work.notify(subject)
        tell((to) => to.work.add(subject))
      },
    },
    logs: {
      get isHeard() {
        return logs.isHeard || othersHearLogs()
      },
      publish(lines) {
        logs.publish(lines)
        if (othersHearLogs()) tell((to) => to.logs.push(...lines))
      },
      subscribe(listener) {
        const isFirst = !logs.isHeard
        const unsubscribe = logs.subscribe(listener)
        if (isFirst) send({})
        return unsubscribe
      },
    },
  }
}
