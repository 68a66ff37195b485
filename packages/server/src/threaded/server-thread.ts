// The embedded server's own thread: parsing, checks and the database cost the flows of the process no time.
import { enableCompileCache } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
import type { EmbeddedRequest, EmbeddedTransport } from '../embedded.ts'
import type { ServerThreadData, ThreadOrder, ThreadReport } from './messages.ts'

const { settings } = workerData as ServerThreadData
const underWay = new Map<number, AbortController>()

// Before the server is loaded: compiling it takes longer than all else that a short script does.
enableCompileCache()

try {
  const { createEmbeddedServer } = await import('../embedded.ts')
  const server = await createEmbeddedServer({ settings })
  parentPort?.on('message', (order: ThreadOrder) => void obey(server, order))
  tell({ type: 'open', address: server.address })
} catch (error) {
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  tell({ type: 'failed', name, message })
}

async function obey(server: EmbeddedTransport, order: ThreadOrder): Promise<void> {
  switch (order.type) {
    case 'call':
      return await answer(server, order.id, order.request)
    case 'abort':
      return underWay.get(order.id)?.abort()
    case 'close':
      await server.close()
      tell({ type: 'closed' })
      parentPort?.close()
  }
}

async function answer(server: EmbeddedTransport, id: number, request: Omit<EmbeddedRequest, 'signal'>): Promise<void> {
  const controller = new AbortController()
  underWay.set(id, controller)
  // `send` answers every failure; nothing it does can reject.
  const response = await server.send({ ...request, signal: controller.signal })
  underWay.delete(id)
  tell({ type: 'answer', id, response })
}

function tell(report: ThreadReport): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
  parentPort?.postMessage(report)
}
