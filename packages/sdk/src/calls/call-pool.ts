import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Tinypool } from 'tinypool'
import { openConnection } from './connection.ts'
import { WorkerLost } from './errors.ts'
import { settleCall } from './settle-call.ts'
import { serveCall } from './serve-call.ts'
import { Slots } from './slots.ts'
import type { CallContext, PlacedCall, SendableCall } from './task-call.ts'
import { wireError } from './wire-error.ts'
import { WorkerEnds } from './worker-ends.ts'

export interface CallPoolOptions {
  readonly runtime: 'worker_threads' | 'child_process'
  /** How many calls run at once, each in a thread or process that it has for itself meanwhile. */
  readonly workers: number
  /** The most memory that each may use for JavaScript objects, in megabytes (default: Node's own limit). */
  readonly memoryMegabytes?: number | undefined
}

/** Milliseconds that an aborted call has to end by itself. */
const GRACE = 3000
/** Milliseconds that a thread or process is kept for further calls. */
const LINGER = 5000

/** Threads or processes that call the functions of tasks. They are started when they are needed, and never keep the process alive. */
export class CallPool {
  readonly #options: CallPoolOptions
  readonly #slots: Slots
  readonly #ends: WorkerEnds
  #pool: Promise<Tinypool> | undefined

  constructor(options: CallPoolOptions) {
    this.#options = options
    this.#slots = new Slots(options.workers)
    this.#ends = new WorkerEnds(options.runtime)
  }

  /**
   * Resolves when the function of the task is being called. `make` is asked for the call when there is room for it.
   *
   * @throws CallRefused when it cannot be called, WorkerLost, or the reason of the context's signal when that aborts first.
   */
  async place(make: () => SendableCall, context: CallContext): Promise<PlacedCall> {
    await this.#slots.enter(context.signal)
    let begun: Promise<PlacedCall>
    try {
      const call = make()
      const pool = await (this.#pool ??= this.#open())
      begun = this.#begin(pool, call, context)
    } catch (error) {
      this.#slots.leave()
      throw error
    }
    return await begun
  }

  /** Ends all threads or processes, whatever they do. */
  async destroy(): Promise<void> {
    this.#ends.finish()
    await (await this.#pool)?.destroy()
  }

  async #begin(pool: Tinypool, call: SendableCall, context: CallContext): Promise<PlacedCall> {
    const { signal, log } = context
    const begun = Promise.withResolvers<void>()
    const settle = settleCall(begun, context)
    const kill = new AbortController()
    const { link, task, options, close } = openConnection(this.#options.runtime, call)
    let worker: number | undefined
    let timer: NodeJS.Timeout | undefined
    const abort = (reason: unknown): void => {
      if (timer !== undefined || settle.isOver) return
      link.post({ type: 'abort', reason: wireError(reason) })
      timer = setTimeout(() => {
        log.warn(`The task goes on ${GRACE / 1000} s after it was told to end; its ${this.#ends.noun} is ended by force`)
        kill.abort()
      }, GRACE)
    }
    const onAbort = (): void => {
      abort(signal.reason)
      begun.reject(signal.reason)
    }
    serveCall(link, context, {
      onBegun(id) {
        worker = id
        begun.resolve()
      },
      onEnded: settle.end,
    })
    signal.addEventListener('abort', onAbort, { once: true })
    const free = (): void => {
      clearTimeout(timer)
      this.#slots.leave()
    }
    const run = async (): Promise<void> => {
      try {
        await pool.run(task, { ...options, name: 'host', signal: kill.signal })
        // It has told how it ended before it returned, on another way, where that may be heard later. Only then its place is free: else
        // the next ones would be copied ahead of those whose ends are on their way.
        await settle.ended.catch(() => undefined)
      } catch (error) {
        settle.lose(new WorkerLost(await this.#ends.reasonOf(worker, error)))
      } finally {
        free()
        close()
      }
    }
    void run()
    this.#ends.watch(pool)
    try {
      await begun.promise
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
    return { ended: settle.ended, abort }
  }

  async #open(): Promise<Tinypool> {
    const { runtime, workers, memoryMegabytes } = this.#options
    const { Tinypool } = await import('tinypool')
    const threads = runtime === 'worker_threads'
    const memory = memoryMegabytes === undefined ? {} : memoryLimit(threads, memoryMegabytes)
    const pool = new Tinypool({
      filename: fileURLToPath(new URL(`./${threads ? 'thread' : 'process'}-host${extname(import.meta.url)}`, import.meta.url)),
      runtime,
      minThreads: 0,
      maxThreads: workers,
      idleTimeout: LINGER,
      // A thread that waits for work by Atomics does nothing else meanwhile, not even what a task left behind.
      useAtomics: false,
      serialization: 'advanced',
      ...(threads ? {} : { env: process.env as Record<string, string> }),
      ...memory,
    })
    // Of threads that nobody waits for.
    pool.on('error', () => undefined)
    return pool
  }
}

const memoryLimit = (threads: boolean, megabytes: number): object =>
  threads
    ? { resourceLimits: { maxOldGenerationSizeMb: megabytes } }
    : { execArgv: [...process.execArgv, `--max-old-space-size=${megabytes}`] }
