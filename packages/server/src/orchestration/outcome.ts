import type { OrchestrationResult } from '@millrace/protocol'

/** What became of a state proposed for a task run. */
export interface TaskRunOutcome {
  readonly result: OrchestrationResult
  /** True when a state was written: the one proposed, or one put in its place. */
  readonly wrote: boolean
}

/** What became of a state proposed for a flow run. */
export interface FlowRunOutcome extends TaskRunOutcome {
  /** The attempt the run is at now. */
  readonly attempt: number
}
