import type { Tinypool } from 'tinypool'
import { describeError } from '../errors.ts'
import { wait } from '../wait.ts'

type Runtime = 'worker_threads' | 'child_process'

/** Milliseconds to wait for what a process that has ended said last. */
const LAST_WORDS = 1000

/** Knows how the threads or processes of a pool ended. */
export class WorkerEnds {
  readonly noun: 'thread' | 'process'
  readonly #watched = new WeakSet<object>()
  readonly #ends = new Map<number, Promise<string>>()
  #isOver = false

  constructor(runtime: Runtime) {
    this.noun = runtime === 'worker_threads' ? 'thread' : 'process'
  }

  /** From now on threads end because they are told to. */
  finish(): void {
    this.#isOver = true
  }

  /** Looks after the threads or processes that the pool has now. */
  watch({ threads }: Tinypool): void {
    for (const worker of threads) {
      if (this.#watched.has(worker)) continue
      this.#watched.add(worker)
      const end = Promise.withResolvers<string>()
      this.#ends.set(worker.threadId, end.promise)
      worker.once('exit', (code: number | null, signal?: NodeJS.Signals | null) => {
        end.resolve(describeEnd(code, signal ?? null))
        setTimeout(() => this.#ends.delete(worker.threadId), LAST_WORDS * 10).unref()
        // The pool does not look out for threads that end without an error, as by process.exit().
        if (this.noun === 'thread' && !this.#isOver) worker.emit('error', new EndedByItself('ended by itself'))
      })
    }
  }

  /** What is to be said of a call whose thread or process has ended; waits until all of that one's words have been heard. */
  async reasonOf(worker: number | undefined, error: unknown): Promise<string> {
    const end = worker === undefined ? undefined : this.#ends.get(worker)
    // Messages that came before the end are handled in the same turn of the event loop as that, or the next.
    await new Promise((resolve) => setImmediate(resolve))
    if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY') {
      return `the thread that ran the task was out of memory; \`memoryMegabytes\` of threads() says how much it may use`
    }
    if (this.noun === 'thread' && !(error instanceof EndedByItself))
      return `the thread that ran the task has ended: ${describeError(error)}`
    return await Promise.race([end ?? 'it has ended', wait(LAST_WORDS).then(() => 'it has ended')]).then(
      (how) => `the ${this.noun} that ran the task is gone: ${how}`,
    )
  }
}

/** A thread ended without an error. */
class EndedByItself extends Error {}

function describeEnd(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal === 'SIGKILL') return 'it was ended by SIGKILL, as systems do that are short of memory'
  if (signal === 'SIGABRT') return 'it was ended by SIGABRT, as Node does when it is out of memory'
  return signal === null ? `it ended with exit code ${code}` : `it was ended by ${signal}`
}
