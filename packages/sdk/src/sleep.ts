import { activeFlowRun } from './context/flow-run.ts'
import { activeTaskRun } from './context/task-run.ts'
import { wait } from './wait.ts'

/** Waits so many seconds; rejects as soon as the run around times out, is cancelled, or its process ends. */
export const sleep = (seconds: number): Promise<void> =>
  wait(seconds * 1000, activeTaskRun.peek()?.info.signal ?? activeFlowRun.peek()?.info.signal)
