import { AsyncLocalStorage } from 'node:async_hooks'
import type { Tinypool } from 'tinypool'
import { openConnection } from './connection.ts'
import { WorkerLost } from './errors.ts'
import type { FromHost, FromWorker, Link, ToWorker } from './messages.ts'
import { serveCall } from './serve-call.ts'
import { settleCall } from './settle-call.ts'
import type { CallContext, PlacedCall, SendableCall } from './task-call.ts'
import { wireError } from './wire-error.ts'
import type { WorkerEnds } from './worker-ends.ts'

/** Milliseconds that an aborted call has to end by itself. */
const GRACE = 3000

/** A call that a host has taken. */
export interface HostedCall extends PlacedCall {
  /** Resolves when the function of the task is being called. */
  readonly begun: Promise<void>
  /** Resolves when the host has done with it, however it ended. */
  readonly over: Promise<void>
}

interface Current {
  readonly id: string
  readonly hear: (message: FromHost) => void
  readonly lose: (error: WorkerLost) => void
}

/**
 * A thread or process of a pool, which takes one call after the other until it is let go. To the pool all of them are one task, since
 * a connection for each would take most of the time that a call costs.
 */
export class CallHost {
  /** Resolves when it takes calls. */
  readonly ready: Promise<void>
  /** Resolves when it takes none any more, since it was let go or is gone. */
  readonly over: Promise<void>
  readonly #ends: WorkerEnds
  readonly #link: Link<ToWorker, FromWorker>
  readonly #kill = new AbortController()
  readonly #opening = Promise.withResolvers<void>()
  #worker: number | undefined
  #current: Current | undefined
  #isGone = false

  constructor(pool: Tinypool, runtime: 'worker_threads' | 'child_process', ends: WorkerEnds) {
    const { link, task, options, close } = openConnection(runtime)
    this.#ends = ends
    this.#link = link
    this.ready = this.#opening.promise
    this.ready.catch(() => undefined)
    link.listen((said) => this.#hear(said))
    this.over = this.#follow(pool.run(task, { ...options, name: 'host', signal: this.#kill.signal })).finally(close)
    ends.watch(pool)
  }

  /** Whether its thread or process is there no more. */
  get isGone(): boolean {
    return this.#isGone
  }

  letGo(): void {
    this.#link.post({ type: 'let go' })
  }

  /** Has it run a call; it has none meanwhile. */
  run(call: SendableCall, context: CallContext): HostedCall {
    const { log } = context
    const begun = Promise.withResolvers<void>()
    const over = Promise.withResolvers<void>()
    const settle = settleCall(begun, context)
    let timer: NodeJS.Timeout | undefined
    const done = (): void => {
      clearTimeout(timer)
      this.#current = undefined
      over.resolve()
    }
    const serve = serveCall((message) => this.#link.post({ type: 'to call', call: call.id, message }), context, {
      onBegun: begun.resolve,
      onEnded(end) {
        settle.end(end)
        done()
      },
    })
    this.#link.post({ type: 'call', call })
    this.#current = {
      id: call.id,
      // What is heard belongs to this call, not to the first that came over the connection.
      hear: AsyncLocalStorage.bind(serve),
      lose(error) {
        settle.lose(error)
        done()
      },
    }
    return {
      begun: begun.promise,
      ended: settle.ended,
      over: over.promise,
      abort: (reason) => {
        if (timer !== undefined || settle.isOver) return
        begun.reject(reason)
        this.#link.post({ type: 'to call', call: call.id, message: { type: 'abort', reason: wireError(reason) } })
        timer = setTimeout(() => {
          log.warn(`The task goes on ${GRACE / 1000} s after it was told to end; its ${this.#ends.noun} is ended by force`)
          this.#kill.abort()
        }, GRACE)
      },
    }
  }

  #hear(said: FromWorker): void {
    if (said.type === 'of call') {
      // What a function left behind says after its end is heard by nobody.
      if (said.call === this.#current?.id) this.#current.hear(said.message)
      return
    }
    this.#worker = said.worker
    this.#opening.resolve()
  }

  async #follow(running: Promise<unknown>): Promise<void> {
    try {
      await running
      this.#isGone = true
    } catch (error) {
      this.#isGone = true
      const lost = new WorkerLost(await this.#ends.reasonOf(this.#worker, error))
      this.#opening.reject(lost)
      this.#current?.lose(lost)
    }
  }
}
