import type { State } from '@millrace/protocol'
import type { FlowRunStateColumns } from '../../store/queries/flow-run-states.ts'
import type { Generation } from '../generation.ts'
import type { Agreed } from '../orchestrate.ts'
import type { Proposal } from '../proposal.ts'
import type { FlowRun } from '../runs.ts'
import { attemptAfter } from './attempt.ts'
import { flowRunCount } from './flow-run-count.ts'
import { runTimes } from './run-times.ts'
import { scheduledStart } from './scheduled-start.ts'

type Derived = Omit<FlowRunStateColumns, 'updated' | 'state_id' | 'state_type' | 'state_name' | 'state_timestamp'>

/** Every column of a flow run that follows from its new state: what the rules changed, what is counted, and what rules change last. */
export function afterFlowRunState(
  { run: agreed, afterwards }: Agreed<FlowRun>,
  from: State | null,
  to: Proposal,
  generation: Generation,
  isNewProcess: boolean,
): { after: FlowRun; columns: Derived } {
  let after: FlowRun = {
    ...agreed,
    ...runTimes(agreed, from, to, generation),
    ...scheduledStart(agreed, to),
    ...flowRunCount(agreed, to, generation),
    attempt: attemptAfter(agreed, from, to, isNewProcess),
  }
  for (const change of afterwards) after = { ...after, ...change(after) }
  const { run_count, expected_start_time, next_scheduled_start_time, start_time, end_time, total_run_time, empirical_policy, attempt } =
    after
  const columns = {
    run_count,
    expected_start_time,
    next_scheduled_start_time,
    start_time,
    end_time,
    total_run_time,
    empirical_policy,
    attempt,
  }
  return { after, columns }
}
