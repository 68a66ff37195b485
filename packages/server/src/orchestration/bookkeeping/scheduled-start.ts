import type { Proposal } from '../proposal.ts'
import type { RunColumns } from '../runs.ts'

/** When a run was first meant to start, and, while it waits, when it may start next. */
export function scheduledStart(run: RunColumns, to: Proposal): Pick<RunColumns, 'expected_start_time' | 'next_scheduled_start_time'> {
  const scheduledTime = to.type === 'SCHEDULED' ? (to.state_details.scheduled_time ?? null) : null
  return {
    expected_start_time: run.expected_start_time ?? scheduledTime ?? to.timestamp,
    next_scheduled_start_time: scheduledTime,
  }
}
