import type { StateCreate } from '@millrace/protocol'
import type { Caller, ServerContext } from '../context.ts'
import type { Transaction } from '../store/store.ts'
import { RunNotFound } from './errors.ts'
import type { TaskRunOutcome } from './outcome.ts'

/** A state that somebody wants a task run to have. */
export interface TaskRunProposal {
  readonly taskRunId: string
  readonly state: StateCreate
  /** Skips the rules; bookkeeping is as ever. */
  readonly force: boolean
  readonly caller: Caller
}

/**
 * Puts a proposed state before the rules and writes what they agree to, in the caller's transaction.
 * Throws `RunNotFound` when there is no such run.
 */
export async function setTaskRunState(_context: ServerContext, _tx: Transaction, proposal: TaskRunProposal): Promise<TaskRunOutcome> {
  throw new RunNotFound('task run', proposal.taskRunId)
}
