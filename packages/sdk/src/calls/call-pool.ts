import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Tinypool } from 'tinypool'
import { CallHost, type HostedCall } from './call-host.ts'
import { Slots } from './slots.ts'
import type { CallContext, PlacedCall, SendableCall } from './task-call.ts'
import { WorkerEnds } from './worker-ends.ts'

export interface CallPoolOptions {
  readonly runtime: 'worker_threads' | 'child_process'
  /** How many calls run at once, each in a thread or process that it has for itself meanwhile. */
  readonly workers: number
  /** The most memory that each may use for JavaScript objects, in megabytes (default: Node's own limit). */
  readonly memoryMegabytes?: number | undefined
}

/** Milliseconds that a thread or process is kept for further calls, and again for those of whoever holds the pool next. */
const LINGER = 5000

/** Threads or processes that call the functions of tasks. They are started when they are needed. */
export class CallPool {
  readonly #options: CallPoolOptions
  readonly #slots: Slots
  readonly #ends: WorkerEnds
  readonly #hosts = new Set<CallHost>()
  /** Those that wait for a call, with what lets them go; the one that had one last is the last. */
  readonly #idle = new Map<CallHost, NodeJS.Timeout>()
  #holders = 0
  #pool: Promise<Tinypool> | undefined

  constructor(options: CallPoolOptions) {
    this.#options = options
    this.#slots = new Slots(options.workers)
    this.#ends = new WorkerEnds(options.runtime)
  }

  /** Has threads and processes wait for one call after the other until it is disposed of; they keep this process alive as long. */
  hold(): Disposable {
    this.#holders += 1
    return {
      [Symbol.dispose]: () => {
        this.#holders -= 1
        if (this.#holders === 0) for (const host of this.#idle.keys()) this.#letGo(host)
      },
    }
  }

  /**
   * Resolves when the function of the task is being called. `make` is asked for the call when there is room for it.
   *
   * @throws CallRefused when it cannot be called, WorkerLost, or the reason of the context's signal when that aborts first.
   */
  async place(make: () => SendableCall, context: CallContext): Promise<PlacedCall> {
    const { signal } = context
    await this.#slots.enter(signal)
    let call: HostedCall
    try {
      call = await this.#begin(make(), context)
    } catch (error) {
      this.#slots.leave()
      throw error
    }
    const onAbort = (): void => call.abort(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      await call.begun
      return call
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
  }

  /** Ends all threads or processes, whatever they do. */
  async destroy(): Promise<void> {
    this.#ends.finish()
    await (await this.#pool)?.destroy()
  }

  async #begin(call: SendableCall, context: CallContext): Promise<HostedCall> {
    const host = await this.#take()
    try {
      context.signal.throwIfAborted()
      const hosted = host.run(call, context)
      void this.#release(host, hosted)
      return hosted
    } catch (error) {
      this.#rest(host)
      throw error
    }
  }

  async #take(): Promise<CallHost> {
    for (const host of [...this.#idle.keys()].toReversed()) {
      this.#wake(host)
      if (!host.isGone) return host
    }
    const { runtime, workers } = this.#options
    const pool = await (this.#pool ??= this.#open())
    // Those that were let go are on their way out.
    while (this.#hosts.size >= workers) await Promise.race([...this.#hosts].map(({ over }) => over))
    const host = new CallHost(pool, runtime, this.#ends)
    this.#hosts.add(host)
    void this.#forget(host)
    await host.ready
    return host
  }

  async #release(host: CallHost, { over }: HostedCall): Promise<void> {
    await over
    this.#rest(host)
    this.#slots.leave()
  }

  async #forget(host: CallHost): Promise<void> {
    await host.over
    this.#wake(host)
    this.#hosts.delete(host)
  }

  #rest(host: CallHost): void {
    if (host.isGone) return
    if (this.#holders === 0) return host.letGo()
    this.#idle.set(host, setTimeout(() => this.#letGo(host), LINGER).unref())
  }

  #wake(host: CallHost): void {
    clearTimeout(this.#idle.get(host))
    this.#idle.delete(host)
  }

  #letGo(host: CallHost): void {
    this.#wake(host)
    host.letGo()
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
