import type { Timestamp } from '@millrace/protocol'
import type { Settings } from '@millrace/settings'
import type { Logger } from 'pino'
import type { EventBus } from './events/bus.ts'
import type { LogStream } from './events/log-stream.ts'
import type { WorkSignal } from './events/work-signal.ts'
import type { Secrets } from './secrets/secrets.ts'
import type { Store } from './store/store.ts'

/** The one source of time below `main.ts`; tests pass their own. */
export interface Clock {
  /** The instant, to the microsecond; never the same twice and never going back within one process. */
  now(): Timestamp
}

/** What handlers, services and orchestration work with; made once in `main.ts` and handed down. */
export interface ServerContext {
  readonly store: Store
  readonly clock: Clock
  readonly bus: EventBus
  readonly logs: LogStream
  readonly work: WorkSignal
  readonly secrets: Secrets
  readonly settings: Settings
  readonly log: Logger
}

/** Who calls, as far as answers depend on it; read from headers in one place. */
export interface Caller {
  /** From `X-PREFECT-API-VERSION`; undefined for a caller that sends none. */
  readonly apiVersion: string | undefined
  /** From `User-Agent: prefect/<version> …`; undefined for any other client. */
  readonly prefectVersion: string | undefined
  /** From `Millrace-Attempt`: the attempt of the run that the caller acts for. */
  readonly attempt: number | undefined
  /** From `Prefect-Automation-ID` and `-Name`: the automation that calls, as what it makes is to say. */
  readonly automation?: { readonly id: string; readonly name: string }
}
