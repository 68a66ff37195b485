import { MillraceError } from '../errors.ts'
import { activeFlowRun } from './flow-run.ts'
import { activeTaskRun } from './task-run.ts'

/** Runs within runs within runs; more are a recursion that does not end. */
const MOST = 200

/** In how many runs a run that begins here is. @throws MillraceError when these are too many. */
export function depthHere(what: string): number {
  const depth = 1 + Math.max(activeFlowRun.peek()?.depth ?? 0, activeTaskRun.peek()?.depth ?? 0)
  if (depth <= MOST) return depth
  throw new MillraceError(
    `${what} is called within ${MOST} runs, each within the one before: does it call itself without end? Use a loop, or call plain functions within it`,
  )
}
