// Runs in the threads of a pool.
import { type MessagePort, threadId } from 'node:worker_threads'
import { hostCalls } from './host-calls.ts'
import type { FromWorker, Link, ToWorker } from './messages.ts'

/** Runs calls until it is let go; `port` leads to the thread of their flows. */
export async function host({ port }: { readonly port: MessagePort }): Promise<void> {
  await hostCalls(portLink(port), threadId)
  port.close()
}

const portLink = (port: MessagePort): Link<FromWorker, ToWorker> => ({
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port is no window
  post: (message) => port.postMessage(message),
  listen: (hear) => void port.on('message', hear),
})
