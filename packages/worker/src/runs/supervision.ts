import type { Client } from '@millrace/client'
import type { FlowRun } from '@millrace/protocol'
import type { WorkSource } from '../sources/work-source.ts'
import type { RunTypes } from '../types/run-types.ts'
import type { WorkerLog } from '../worker-log.ts'
import type { RunRecords } from './run-records.ts'

/** What the runs of one worker share. */
export interface Supervision {
  readonly client: Client
  readonly source: WorkSource
  readonly types: RunTypes
  /** The settings of a run's process, as environment variables. */
  readonly environment: Readonly<Record<string, string>>
  readonly workerName: string
  readonly leaseSeconds: number
  /** How long a cancelled run may take to end by itself. */
  readonly graceSeconds: number
  /** What is begun is noted here, for a worker that is started after this one was killed. */
  readonly records: RunRecords
  readonly log: WorkerLog
  /** Called with each line that a run's infrastructure writes and that is to be shown. */
  readonly onOutput?: ((line: string, stream: 'stdout' | 'stderr', flowRun: FlowRun) => void) | undefined
  /** Called with how each run ended that this worker looked after. */
  readonly onEnd?: ((outcome: RunOutcome, seconds: number) => void) | undefined
}

/** How the work on a run ended, as far as the worker knows. */
export type RunOutcome = 'ended' | 'waits' | 'cancelled' | 'crashed' | 'lost' | 'not-started'

/** A run that a worker looks after, until it is over. */
export interface SupervisedRun {
  readonly flowRun: Pick<FlowRun, 'id'>
  /**
   * Resolves, and never rejects, when the server has said whose the run is: from then on no poll answers it. With false when that
   * could not be found out.
   */
  readonly decided: Promise<boolean>
  /** Resolves, and never rejects, with whether the run was ours. */
  readonly over: Promise<boolean>
  /** Ends the infrastructure with grace and reports the run as Cancelled. */
  cancel(): void
  /** Ends the infrastructure at once. */
  kill(): void
}

/** Why somebody wants a run's infrastructure to end. */
export type Ending = 'cancel' | 'kill' | 'lost'
