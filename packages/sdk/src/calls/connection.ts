import { MessageChannel, type MessagePort } from 'node:worker_threads'
import type { TinypoolChannel } from 'tinypool'
import type { FromWorker, Link, ToWorker } from './messages.ts'

/** The way to one thread or process of a pool. */
interface Connection {
  readonly link: Link<ToWorker, FromWorker>
  /** What its host is called with, and how. */
  readonly task: object
  readonly options: { readonly transferList?: MessagePort[]; readonly channel?: TinypoolChannel }
  readonly close: () => void
}

/** Makes the connection that goes with the call of a host. */
export const openConnection = (runtime: 'worker_threads' | 'child_process'): Connection =>
  runtime === 'worker_threads' ? toThread() : toProcess()

function toThread(): Connection {
  const { port1, port2 } = new MessageChannel()
  return {
    link: {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port is no window
      post: (message) => port1.postMessage(message),
      listen: (hear) => void port1.on('message', hear),
    },
    task: { port: port2 },
    options: { transferList: [port2] },
    close: () => port1.close(),
  }
}

function toProcess(): Connection {
  let hear: (message: FromWorker) => void = () => undefined
  let send: (said: object) => void = () => undefined
  return {
    link: {
      post: (message) => send({ millrace: message }),
      listen(listener) {
        hear = listener
      },
    },
    task: {},
    options: {
      channel: {
        onMessage(callback) {
          send = callback
        },
        postMessage(said: { readonly millrace?: FromWorker } | undefined) {
          if (said?.millrace !== undefined) hear(said.millrace)
        },
      },
    },
    close() {
      send = () => undefined
    },
  }
}
