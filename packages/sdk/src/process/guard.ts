import type { FlowExecution } from '../engine/flow-execution.ts'
import { describeError, ProcessEnding, RunCancelled } from '../errors.ts'
import { wait } from '../wait.ts'

const SIGNALS = { SIGINT: 'an interrupt signal', SIGTERM: 'a termination signal' } as const
type EndingSignal = keyof typeof SIGNALS

/** Milliseconds that runs have to say how they end when the process is told to. */
const GRACE = 10_000
/** Milliseconds to find out whether a signal means cancellation. */
const INQUIRY = 2000

/** Thrown by `process.exit()` while runs are under way, so that nothing after it is done; the process exits soon after. */
class ExitRequested extends ProcessEnding {
  readonly code: number

  constructor(code: number) {
    super(`Execution was aborted by process.exit(${code}).`)
    this.code = code
  }
}

interface Guarded {
  readonly execution: FlowExecution
  /** Resolves when the run has come to its end here. */
  readonly finished: Promise<void>
}

const guarded = new Set<Guarded>()
let ending = false
let originalExit: typeof process.exit | undefined

/**
 * Watches over a run until it is disposed of: whatever ends the process meanwhile (a signal, an uncaught error,
 * `process.exit`, nothing left to do) first ends the run with the reason, and waits until that and its logs are told.
 */
export function guard(execution: FlowExecution): Disposable {
  const { promise: finished, resolve } = Promise.withResolvers<void>()
  const entry = { execution, finished }
  if (guarded.size === 0) install()
  guarded.add(entry)
  return {
    [Symbol.dispose]() {
      guarded.delete(entry)
      resolve()
      if (guarded.size === 0 && !ending) uninstall()
    },
  }
}

function install(): void {
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal).on('uncaughtException', onUncaught).on('beforeExit', onIdle)
  originalExit = process.exit
  process.exit = onExit as typeof process.exit
}

function uninstall(): void {
  process.off('SIGINT', onSignal).off('SIGTERM', onSignal).off('uncaughtException', onUncaught).off('beforeExit', onIdle)
  if (originalExit !== undefined) process.exit = originalExit
}

function onSignal(signal: EndingSignal): void {
  if (ending) return leave(signal)
  ending = true
  const message = `Execution was aborted by ${SIGNALS[signal]}.`
  void endRuns(async (execution) => ((await isCancelling(execution)) ? cancellation() : new ProcessEnding(message))).then(() =>
    leave(signal),
  )
}

/** Does what the signal would have done without us, unless somebody else listens for it. */
function leave(signal: EndingSignal): void {
  uninstall()
  ending = false
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
}

function onUncaught(error: unknown): void {
  if (error instanceof ExitRequested) return
  if (process.listenerCount('uncaughtException') > 1 || ending) return
  ending = true
  const reason = new ProcessEnding(`Execution was interrupted by an unexpected exception: ${describeError(error)}`, { cause: error })
  void endRuns(() => Promise.resolve(reason)).then(() => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    exitNow(1)
  })
}

function onExit(code?: number | string | null): never {
  const asked = Number(code ?? process.exitCode ?? 0)
  const request = new ExitRequested(asked)
  if (!ending) {
    ending = true
    void endRuns(() => Promise.resolve(request)).then(() => exitNow(asked))
  }
  throw request
}

/** Nothing is left to do and a run still waits: it would end without a word. */
function onIdle(): void {
  if (ending) return
  ending = true
  const reason = new ProcessEnding('Execution ended because nothing is left that the flow could be waiting for.')
  void endRuns(() => Promise.resolve(reason)).then(() => {
    uninstall()
    ending = false
  })
}

function exitNow(code: number): void {
  uninstall()
  process.exit(code)
}

async function endRuns(reasonFor: (execution: FlowExecution) => Promise<Error>): Promise<void> {
  const end = async ({ execution, finished }: Guarded): Promise<void> => {
    execution.controller.abort(await reasonFor(execution))
    await finished
  }
  const done = new AbortController()
  const grace = wait(GRACE, done.signal).catch(() => undefined)
  await Promise.race([Promise.all([...guarded].map(end)), grace])
  done.abort()
}

const cancellation = (): RunCancelled => new RunCancelled('Flow run was cancelled.')

/** A process that is told to end because its run is being cancelled finds the run in Cancelling. */
async function isCancelling({ session, run }: FlowExecution): Promise<boolean> {
  try {
    const { state_type: type } = await session.client.flowRuns.read({ params: { id: run.id }, signal: AbortSignal.timeout(INQUIRY) })
    return type === 'CANCELLING' || type === 'CANCELLED'
  } catch {
    // Without an answer it counts as any other end of the process.
    return false
  }
}
