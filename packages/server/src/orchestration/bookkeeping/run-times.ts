import { type State, isTerminal, secondsBetween } from '@millrace/protocol'
import type { Generation } from '../generation.ts'
import type { Proposal } from '../proposal.ts'
import type { RunColumns } from '../runs.ts'

/**
 * When a run started, when it ended, and how many seconds it spent RUNNING: the first start is kept, the end only while it is over.
 * What ends without a start has started when it ended, except for 2.20.
 */
export function runTimes(
  run: RunColumns,
  from: State | null,
  to: Proposal,
  generation: Generation,
): Pick<RunColumns, 'start_time' | 'end_time' | 'total_run_time'> {
  const ends = isTerminal(to.type)
  const left = from !== null && isTerminal(from.type) && !ends ? null : run.end_time
  const began = to.type === 'RUNNING' || (ends && left === null && generation.datesUnstartedRuns)
  const start_time = run.start_time ?? (began ? to.timestamp : null)
  const end_time = left ?? (ends && start_time !== null ? to.timestamp : null)
  // A client's clock may have gone back; time spent is never negative.
  const spent = from?.type === 'RUNNING' ? Math.max(0, secondsBetween(from.timestamp, to.timestamp)) : 0
  return { start_time, end_time, total_run_time: run.total_run_time + spent }
}
