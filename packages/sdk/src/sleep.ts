import { currentClock } from './clock.ts'
import { activeFlowRun } from './context/flow-run.ts'
import { activeTaskRun } from './context/task-run.ts'

/** Waits so many seconds; rejects as soon as the run around times out, is cancelled, or its process ends. */
export const sleep = (seconds: number): Promise<void> =>
  currentClock().wait(seconds * 1000, activeTaskRun.peek()?.info.signal ?? activeFlowRun.peek()?.info.signal)
