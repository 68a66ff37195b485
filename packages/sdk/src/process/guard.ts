import { constants } from 'node:os'
import { failedCall } from '../engine/failed-calls.ts'
import type { FlowExecution } from '../engine/flow-execution.ts'
import { describeError, ProcessEnding, RunCancelled } from '../errors.ts'
import { wait } from '../wait.ts'
import { ExitRequested, interceptExit } from './exit-requested.ts'
import { countRun } from './runs-here.ts'

const SIGNALS = { SIGINT: 'an interrupt signal', SIGTERM: 'a termination signal' } as const
type EndingSignal = keyof typeof SIGNALS

/** Milliseconds that runs have to say how they end when the process is told to. */
const GRACE = 10_000
/** Milliseconds to find out whether a signal means cancellation. */
const INQUIRY = 2000

interface Guarded {
  readonly execution: FlowExecution
  /** Resolves when the run has come to its end here. */
  readonly finished: Promise<void>
}

const guarded = new Set<Guarded>()
let ending = false
let exit: ReturnType<typeof interceptExit> | undefined

/**
 * Watches over a run until it is disposed of: whatever ends the process meanwhile (a signal, an uncaught error,
 * `process.exit`, nothing left to do) first ends the run with the reason, and waits until that and its logs are told.
 */
export function guard(execution: FlowExecution): Disposable {
  const { promise: finished, resolve } = Promise.withResolvers<void>()
  const entry = { execution, finished }
  if (guarded.size === 0) install()
  guarded.add(entry)
  const counted = countRun()
  return {
    [Symbol.dispose]() {
      counted[Symbol.dispose]()
      guarded.delete(entry)
      resolve()
      if (guarded.size === 0 && !ending) uninstall()
    },
  }
}

function install(): void {
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal).on('uncaughtException', onUncaught).on('beforeExit', onIdle)
  exit ??= interceptExit((request) => void endWith(request, () => exitNow(request.code)))
}

function uninstall(): void {
  process.off('SIGINT', onSignal).off('SIGTERM', onSignal).off('uncaughtException', onUncaught).off('beforeExit', onIdle)
  exit?.restore()
  exit = undefined
}

function onSignal(signal: EndingSignal): void {
  // A second signal means now.
  if (ending) return raise(signal)
  const crash = new ProcessEnding(`Execution was aborted by ${SIGNALS[signal]}.`)
  const cancel = new RunCancelled('Flow run was cancelled.')
  void endRuns(
    async (execution) => ((await isCancelling(execution)) ? cancel : crash),
    () => raise(signal),
  )
}

/** Does what the signal would have done without us, unless somebody else listens for it. */
function raise(signal: EndingSignal): void {
  uninstall()
  if (process.listenerCount(signal) > 0) return
  // The first process of a container ends by no signal that it does not handle.
  if (process.pid === 1) process.exit(128 + constants.signals[signal])
  process.kill(process.pid, signal)
}

function onUncaught(thrown: unknown, origin: NodeJS.UncaughtExceptionOrigin): void {
  // Whoever else listens decides what becomes of the process; an exit is under way already.
  if (thrown instanceof ExitRequested || process.listenerCount('uncaughtException') > 1) return
  const why = origin === 'unhandledRejection' ? unawaited(thrown) : 'by an unexpected exception'
  const reason = new ProcessEnding(`Execution was interrupted ${why}: ${describeError(thrown)}`, { cause: thrown })
  void endWith(reason, () => {
    process.stderr.write(`${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}\n`)
    exitNow(1)
  })
}

function unawaited(thrown: unknown): string {
  const task = failedCall(thrown)
  return task === undefined
    ? 'because a promise was rejected that nobody awaited'
    : `because task '${task}' failed and nobody awaited its call (await it, or submit the task and look at the future)`
}

/** Nothing is left to do and a run still waits: it would end without a word. */
function onIdle(): void {
  void endWith(new ProcessEnding('Execution ended because nothing is left that the flow could be waiting for.'), uninstall)
}

function exitNow(code: number): void {
  uninstall()
  process.exit(code)
}

const endWith = (reason: Error, afterwards: () => void): Promise<void> => endRuns(() => Promise.resolve(reason), afterwards)

/** Ends every run with its reason, waits until they have said so or the grace is over, and goes on to `afterwards`. */
async function endRuns(reasonFor: (execution: FlowExecution) => Promise<Error>, afterwards: () => void): Promise<void> {
  if (ending) return
  ending = true
  const end = async ({ execution, finished }: Guarded): Promise<void> => {
    execution.controller.abort(await reasonFor(execution))
    await finished
  }
  const done = new AbortController()
  await Promise.race([Promise.all([...guarded].map(end)), wait(GRACE, done.signal).catch(() => undefined)])
  done.abort()
  ending = false
  afterwards()
}

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
