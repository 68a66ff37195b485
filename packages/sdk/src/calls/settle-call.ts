import type { Logger } from '../logging/run-logger.ts'
import type { RunState } from '../states/run-state.ts'
import type { CallEnd } from './messages.ts'
import type { CallContext } from './task-call.ts'
import { reviveError, type WireError } from './wire-error.ts'
import { reviveState } from './wire-state.ts'

/** The end of a call, which comes once. */
export interface Settling {
  readonly ended: Promise<RunState>
  readonly isOver: boolean
  /** Settles as what was told of the end. */
  readonly end: (end: CallEnd) => void
  /** Settles with an error, unless the end is known already. */
  readonly lose: (error: Error) => void
}

/** Waits for the end of a call. When that comes before the call was said to have begun, it settles that, too. */
export function settleCall(begun: PromiseWithResolvers<void>, { log, keep }: Pick<CallContext, 'log' | 'keep'>): Settling {
  const { promise: ended, resolve, reject } = Promise.withResolvers<RunState>()
  let isOver = false
  // Whoever was told that it did not begin does not wait for its end; after an abort nobody does.
  ended.catch(() => undefined)
  const fail = (error: unknown): void => {
    begun.reject(error)
    reject(error)
  }
  return {
    ended,
    get isOver() {
      return isOver
    },
    end(end) {
      isOver = true
      tellOfLostFields(end, log)
      try {
        if (end.kept !== undefined) keep(end.kept)
        if ('error' in end) return fail(reviveError(end.error))
        begun.resolve()
        resolve(reviveState(end.state))
      } catch (error) {
        fail(error)
      }
    },
    lose(error) {
      isOver = true
      fail(error)
    },
  }
}

function tellOfLostFields(end: CallEnd, log: Logger): void {
  const { name, lost } = errorIn(end) ?? { name: '', lost: [] }
  if (lost.length > 0) log.warn(`The ${name} came without its ${lost.map((field) => `\`${field}\``).join(', ')}, which is no plain data`)
}

function errorIn(end: CallEnd): WireError | undefined {
  if ('error' in end) return end.error
  const { outcome } = end.state
  return outcome !== undefined && 'error' in outcome ? outcome.error : undefined
}
