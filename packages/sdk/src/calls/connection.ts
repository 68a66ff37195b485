import { MessageChannel, type MessagePort } from 'node:worker_threads'
import type { TinypoolChannel } from 'tinypool'
import type { FromHost, Link, ToHost } from './messages.ts'
import type { SendableCall } from './task-call.ts'

/** The way to one call in a pool. */
interface Connection {
  readonly link: Link<ToHost, FromHost>
  /** What the host is called with, and how. */
  readonly task: object
  readonly options: { readonly transferList?: MessagePort[]; readonly channel?: TinypoolChannel }
  readonly close: () => void
}

/** Makes the connection that goes with a call to its thread or process. */
export const openConnection = (runtime: 'worker_threads' | 'child_process', call: SendableCall): Connection =>
  runtime === 'worker_threads' ? toThread(call) : toProcess(call)

function toThread(call: SendableCall): Connection {
  const { port1, port2 } = new MessageChannel()
  return {
    link: {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port is no window
      post: (message) => port1.postMessage(message),
      listen: (hear) => void port1.on('message', hear),
    },
    task: { call, port: port2 },
    options: { transferList: [port2] },
    close: () => port1.close(),
  }
}

function toProcess(call: SendableCall): Connection {
  let hear: (message: FromHost) => void = () => undefined
  let send: (said: object) => void = () => undefined
  return {
    link: {
      post: (message) => send({ call: call.id, message }),
      listen(listener) {
        hear = listener
      },
    },
    task: { call },
    options: {
      channel: {
        onMessage(callback) {
          send = callback
        },
        postMessage(said: { readonly call?: string; readonly message: FromHost } | undefined) {
          if (said?.call === call.id) hear(said.message)
        },
      },
    },
    close() {
      send = () => undefined
    },
  }
}
