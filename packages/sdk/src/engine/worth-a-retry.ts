import { describeError } from '../errors.ts'
import type { Logger } from '../logging/run-logger.ts'
import { errorIn } from '../states/outcome.ts'
import type { RunState } from '../states/run-state.ts'

/** Whether an error is worth another attempt, as the options of flows and tasks say it. */
type RetryIf<Run> = ((error: unknown, run: Run) => boolean | Promise<boolean>) | undefined

/** Asks `retryIf` about the error of a run that failed, or about its state when it has none. What fails itself is worth none. */
export async function isWorthARetry<Run>(
  retryIf: RetryIf<Run>,
  state: RunState,
  run: Run,
  { what, log }: { readonly what: 'flow' | 'task'; readonly log: Logger },
): Promise<boolean> {
  if (retryIf === undefined) return true
  try {
    return await retryIf(errorIn(state) ?? state, run)
  } catch (error) {
    log.error(`retryIf failed, so that the ${what} is not tried again: ${describeError(error)}`)
    return false
  }
}
