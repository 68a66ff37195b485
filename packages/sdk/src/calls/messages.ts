import type { WireRequest, WireResponse } from '@millrace/client'
import type { EventInput, Timestamp } from '@millrace/protocol'
import type { Settings } from '@millrace/settings'
import type { LevelName } from '../logging/levels.ts'
import type { LogText } from '../logging/log-text.ts'
import type { FlowData, SendableCall } from './task-call.ts'
import type { Packed } from './values.ts'
import type { WireError } from './wire-error.ts'
import type { WireState } from './wire-state.ts'

/** What a thread or process says about the call that it runs. */
export type FromHost =
  | { readonly type: 'begun' }
  | { readonly type: 'log'; readonly line: LogText }
  | { readonly type: 'event'; readonly event: EventInput }
  | {
      readonly type: 'print'
      readonly level: LevelName
      readonly at: Timestamp
      readonly speaker: string
      readonly message: string
      readonly colours: boolean
    }
  | { readonly type: 'ask'; readonly id: number; readonly question: Question }
  | { readonly type: 'ended'; readonly end: CallEnd }

/** How a call ended: in a state, or by an error. */
export type CallEnd = ({ readonly state: WireState } | { readonly error: WireError }) & {
  /** What it has set in its transaction. */
  readonly kept?: Readonly<Record<string, Packed>>
}

/** What only the process of the flow can do. */
export type Question =
  | { readonly what: 'scope' }
  | { readonly what: 'send'; readonly request: Omit<WireRequest, 'signal'> }
  | { readonly what: 'read'; readonly key: string }
  | { readonly what: 'write'; readonly key: string; readonly text: string }
  | { readonly what: 'room' | 'flush' }

/** The answer to each question. */
export interface Answers {
  readonly scope: Scope
  readonly send: WireResponse
  readonly read: string | undefined
  readonly write: void
  readonly room: void
  readonly flush: void
}

/** What is the same for all calls of one attempt at a flow run. */
export interface Scope {
  readonly settings: Settings
  /** Of the server. */
  readonly address: string
  readonly flow: FlowData
}

/** What is said to a thread or process that runs a call. */
export type ToHost =
  | { readonly type: 'abort'; readonly reason: WireError }
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failure'; readonly id: number; readonly error: WireError }

/** What is said to a thread or process that runs one call after the other. */
export type ToWorker =
  | { readonly type: 'call'; readonly call: SendableCall }
  | { readonly type: 'to call'; readonly call: string; readonly message: ToHost }
  | { readonly type: 'let go' }

/** What such a thread or process says. */
export type FromWorker =
  | { readonly type: 'ready'; readonly worker: number }
  | { readonly type: 'of call'; readonly call: string; readonly message: FromHost }

/** One end of a connection between the process of a flow and what runs calls. */
export interface Link<Out, In> {
  post(message: Out): void
  listen(hear: (message: In) => void): void
}
