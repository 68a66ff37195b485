import type { WireResponse } from '@millrace/client'
import type { FlowRun, WorkerReport } from '@millrace/protocol'
import type { BaseJobTemplate } from '@millrace/protocol/job-templates'

export interface Poll {
  /** Most runs to answer. */
  readonly limit: number
  /** Runs due up to this many seconds from now are answered. */
  readonly prefetchSeconds: number
  /** How long the server may hold back an empty answer. */
  readonly waitSeconds: number
  readonly signal: AbortSignal
}

export interface Due {
  readonly flowRuns: readonly FlowRun[]
  /** True when the server held the answer back until there was something: then there is no need to wait before asking again. */
  readonly waited: boolean
}

/** Where a worker finds due runs: a work pool, or queues as an agent knows them. */
export interface WorkSource {
  /** As people see it: `work pool 'local'`. */
  readonly label: string
  /** Makes sure that what is polled is there; said once, before anything else. */
  prepare(report?: WorkerReport): Promise<void>
  /** Tells the server that this worker lives, and what it says of itself. */
  heartbeat(report?: WorkerReport): Promise<void>
  poll(poll: Poll): Promise<Due>
  /** What jobs are made from, as it is now; undefined: the template of the worker's type. */
  template(): Promise<BaseJobTemplate | undefined>
}

/** The request header by which an empty answer is held back (RFC 7240). */
export const preferWait = (seconds: number): Record<string, string> => ({ prefer: `wait=${Math.max(1, Math.round(seconds))}` })

/** True when the server did as `preferWait` asked. */
export const hasWaited = ({ headers }: WireResponse): boolean => headers['preference-applied']?.includes('wait=') ?? false
