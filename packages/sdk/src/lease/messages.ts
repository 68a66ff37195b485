import type { HttpTransportOptions } from '@millrace/client'

/** What the thread is started with. */
export interface LeaseThreadData {
  readonly http: HttpTransportOptions
  /** Who holds the leases: host and process. */
  readonly holder: string
  /** How long a lease lasts without a renewal. */
  readonly seconds: number
}

/** To the thread: begin (or go on with another attempt), or end. */
export type LeaseOrder =
  | { readonly type: 'hold'; readonly flowRunId: string; readonly attempt: number }
  | { readonly type: 'release'; readonly flowRunId: string }

/** From the thread: somebody wants the run to be cancelled. */
export interface CancelAsked {
  readonly type: 'cancel'
  readonly flowRunId: string
}

/** From the thread: this process may no longer act for the run. */
export interface LeaseLost {
  readonly type: 'lost'
  readonly flowRunId: string
  readonly attempt: number
  readonly reason: string
}
