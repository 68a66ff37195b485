import { hostname } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { HttpTransportOptions } from '@millrace/client'
import type { CancelAsked, LeaseLost, LeaseOrder, LeaseThreadData } from './messages.ts'

/** Milliseconds that the thread outlives its last lease, so that flows called in a row share one. */
const LINGER = 5000

/** What the holder of a lease wants to hear of. */
export interface LeaseHolder {
  /** The process may no longer act for the run. */
  onLost(lost: LeaseLost): void
  /** Somebody wants the run to be cancelled. */
  onCancel(): void
}

/** Keeps the leases of runs on one server, from a thread that never holds the process alive. */
export class Leases {
  readonly #data: LeaseThreadData
  readonly #holders = new Map<string, LeaseHolder>()
  #thread: Worker | undefined
  #linger: NodeJS.Timeout | undefined

  constructor(http: HttpTransportOptions, seconds: number) {
    this.#data = { http, seconds, holder: `${hostname()}:${process.pid}` }
  }

  /** Takes or goes on renewing the lease of a run. */
  hold(flowRunId: string, attempt: number, holder: LeaseHolder): void {
    clearTimeout(this.#linger)
    this.#holders.set(flowRunId, holder)
    this.#tell({ type: 'hold', flowRunId, attempt })
  }

  /** Stops renewing. The lease itself ends with the run. */
  release(flowRunId: string): void {
    if (!this.#holders.delete(flowRunId)) return
    this.#tell({ type: 'release', flowRunId })
    if (this.#holders.size === 0) this.#linger = setTimeout(() => void this.#stop(), LINGER).unref()
  }

  #tell(order: LeaseOrder): void {
    this.#thread ??= this.#start()
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
    this.#thread.postMessage(order)
  }

  #start(): Worker {
    const file = import.meta.url.endsWith('.ts') ? './lease-thread.ts' : './lease-thread.js'
    const thread = new Worker(new URL(file, import.meta.url), { workerData: this.#data, name: 'millrace-leases', execArgv: [] })
    thread.on('message', (message: LeaseLost | CancelAsked) => {
      const holder = this.#holders.get(message.flowRunId)
      if (message.type === 'lost') holder?.onLost(message)
      else holder?.onCancel()
    })
    thread.on('error', (error) => {
      // Runs go on without: they are safe until their leases lapse, and then told by the server's answers.
      process.stderr.write(`millrace: leases of flow runs cannot be renewed: ${error.message}\n`)
    })
    // After the listeners, which would hold the process alive again.
    thread.unref()
    return thread
  }

  async #stop(): Promise<void> {
    const thread = this.#thread
    this.#thread = undefined
    await thread?.terminate()
  }
}
