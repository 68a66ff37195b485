import { isTerminal, secondsBetween, type State, type StateDetails, type StateType, type Timestamp } from '@millrace/protocol'
import type { FlowRunRow } from '../store/schema.ts'

/** The columns from which the state and the estimates of a run of either kind are told. */
type RunColumns = Pick<
  FlowRunRow,
  'state_id' | 'state_type' | 'state_name' | 'state_timestamp' | 'start_time' | 'expected_start_time' | 'total_run_time'
> & { readonly message: string | null; readonly data: State['data']; readonly state_details: StateDetails | null }

/** The present state of a run, out of the run's own columns and those of its state. */
export function presentState(run: RunColumns): State | null {
  const { state_id: id, state_type: type, state_name: name, state_timestamp: timestamp, message, data, state_details } = run
  if (id === null || type === null || timestamp === null || state_details === null) return null
  return { id, type, name, timestamp, message, data, state_details }
}

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
