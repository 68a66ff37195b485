import type { Logger } from '../logging/run-logger.ts'
import { activeFlowRun } from './flow-run.ts'
import { activeTaskRun } from './task-run.ts'

/** The logger that takes what is printed here; undefined outside of runs, and in those that print as ever. */
export function printLogger(): Logger | undefined {
  const run = activeTaskRun.peek() ?? activeFlowRun.peek()
  return run?.logPrints === true ? run.log : undefined
}
