// Runs in a thread of its own, so that leases are renewed while user code blocks the event loop of the process.
import { parentPort, workerData } from 'node:worker_threads'
import { createHttpTransport } from '@millrace/client'
import type { FlowRunLease } from '@millrace/protocol'
import type { CancelAsked, LeaseLost, LeaseOrder, LeaseThreadData } from './messages.ts'

const { http, holder, seconds } = workerData as LeaseThreadData
/** Whole seconds for which the server may hold back its answer: it then tells at once that the run is to be cancelled. */
const HELD_BACK = Math.floor(seconds / 6)
const transport = createHttpTransport({ ...http, maxRetries: 0, timeoutSeconds: Math.max(1, Math.round(seconds / 6) + HELD_BACK) })
const held = new Map<string, NodeJS.Timeout>()

type Renewal = 'renewed' | 'held back' | 'cancelling' | 'taken' | 'unknown' | 'unanswered'

parentPort?.on('message', (order: LeaseOrder) => {
  clearTimeout(held.get(order.flowRunId))
  held.delete(order.flowRunId)
  if (order.type === 'hold') schedule(order.flowRunId, order.attempt, performance.now(), 0)
})

function schedule(flowRunId: string, attempt: number, renewedAt: number, afterSeconds: number): void {
  const timer = setTimeout(() => {
    // `renew` answers every failure; nothing it does can reject.
    void renewOnce(flowRunId, attempt, renewedAt, timer)
  }, afterSeconds * 1000)
  held.set(flowRunId, timer)
}

async function renewOnce(flowRunId: string, attempt: number, renewedAt: number, timer: NodeJS.Timeout): Promise<void> {
  const started = performance.now()
  const renewal = await renew(flowRunId, attempt)
  // Released, or held for another attempt, while the answer was on its way.
  if (held.get(flowRunId) !== timer) return
  switch (renewal) {
    case 'renewed':
      return schedule(flowRunId, attempt, started, seconds / 3)
    case 'held back':
      return schedule(flowRunId, attempt, started, 0)
    case 'cancelling':
      tell({ type: 'cancel', flowRunId })
      return schedule(flowRunId, attempt, started, seconds / 3)
    case 'taken':
      return lose(flowRunId, attempt, 'another attempt has taken over')
    case 'unknown':
      // A server without leases (Prefect's), or a run that was deleted: there is nothing to hold.
      held.delete(flowRunId)
      return
    case 'unanswered':
      if (performance.now() - renewedAt < (seconds * 2000) / 3) return schedule(flowRunId, attempt, renewedAt, seconds / 12)
      return lose(flowRunId, attempt, `its lease of ${seconds} seconds could not be renewed in time`)
  }
}

function lose(flowRunId: string, attempt: number, reason: string): void {
  held.delete(flowRunId)
  tell({ type: 'lost', flowRunId, attempt, reason })
}

function tell(message: LeaseLost | CancelAsked): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
  parentPort?.postMessage(message)
}

async function renew(flowRunId: string, attempt: number): Promise<Renewal> {
  try {
    const { status, body, headers } = await transport.send({
      method: 'POST',
      path: `/flow_runs/${flowRunId}/lease`,
      body: { attempt, holder, seconds },
      ...(HELD_BACK === 0 ? {} : { headers: { prefer: `wait=${HELD_BACK}` } }),
    })
    if (status >= 200 && status < 300) {
      if ((body as Partial<FlowRunLease> | undefined)?.cancelling === true) return 'cancelling'
      return headers['preference-applied'] === undefined ? 'renewed' : 'held back'
    }
    if (status === 409) return 'taken'
    return status === 404 || status === 405 ? 'unknown' : 'unanswered'
  } catch {
    return 'unanswered'
  }
}
