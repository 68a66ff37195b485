// Runs in the threads of a pool.
import { type MessagePort, threadId } from 'node:worker_threads'
import { hostCall } from './host-call.ts'
import type { FromHost, Link, ToHost } from './messages.ts'
import type { SendableCall } from './task-call.ts'

/** Runs one call; `port` leads to the thread of its flow. */
export async function host({ call, port }: { readonly call: SendableCall; readonly port: MessagePort }): Promise<void> {
  await hostCall(portLink(port), call, threadId)
  port.close()
}

const portLink = (port: MessagePort): Link<FromHost, ToHost> => ({
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port is no window
  post: (message) => port.postMessage(message),
  listen: (hear) => void port.on('message', hear),
})
