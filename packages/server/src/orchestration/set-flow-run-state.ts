import type { StateCreate } from '@millrace/protocol'
import type { Caller, ServerContext } from '../context.ts'
import type { Transaction } from '../store/store.ts'
import { RunNotFound } from './errors.ts'
import type { FlowRunOutcome } from './outcome.ts'

/** A state that somebody wants a flow run to have. */
export interface FlowRunProposal {
  readonly flowRunId: string
  readonly state: StateCreate
  /** Skips the rules that guard the run; bookkeeping, events and leases are as ever. */
  readonly force: boolean
  readonly caller: Caller
  /** Which list of rules answers; `core` unless said otherwise. `force` overrides it. */
  readonly policy?: 'core' | 'mark-late'
}

/**
 * Puts a proposed state before the rules and writes what they agree to: state, run and event, in the caller's transaction.
 * Throws `RunNotFound` when there is no such run.
 */
export async function setFlowRunState(_context: ServerContext, _tx: Transaction, proposal: FlowRunProposal): Promise<FlowRunOutcome> {
  throw new RunNotFound('flow run', proposal.flowRunId)
}
