import { isTerminal, secondsBetween, type StateType, type Timestamp } from '@millrace/protocol'
import type { FlowRunRow } from '../store/schema.ts'

/** The columns from which the estimates of a run of either kind are told. */
type RunColumns = Pick<FlowRunRow, 'state_type' | 'state_timestamp' | 'start_time' | 'expected_start_time' | 'total_run_time'>

/** Seconds in RUNNING states, the present one included. */
export const estimatedRunTime = (run: RunColumns, now: Timestamp): number =>
  run.state_type === 'RUNNING' && run.state_timestamp !== null
    ? run.total_run_time + Math.max(0, secondsBetween(run.state_timestamp, now))
    : run.total_run_time

/** Seconds that a run started, or has not yet started, after the time at which it was expected to. */
export function estimatedStartTimeDelta(run: RunColumns, now: Timestamp): number {
  const { expected_start_time: expected, start_time: start, state_type: type } = run
  if (expected === null) return 0
  if (start !== null) return Math.max(0, secondsBetween(expected, start))
  return isOver(type) ? 0 : Math.max(0, secondsBetween(expected, now))
}

const isOver = (type: StateType | null): boolean => type !== null && isTerminal(type)
