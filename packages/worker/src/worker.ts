import { hostname } from 'node:os'
import type { FlowRun, WorkerReport } from '@millrace/protocol'
import { VERSION } from '@millrace/client/version'
import { every, pause } from './every.ts'
import { adoptRun } from './runs/adopt-run.ts'
import { superviseRun } from './runs/supervise-run.ts'
import type { SupervisedRun, Supervision } from './runs/supervision.ts'
import { reasonOf, remembering } from './worker-log.ts'

export interface WorkerOptions extends Supervision {
  /** Most runs at once; undefined: as many as are due. */
  readonly limit?: number | undefined
  /** Stop after one look for due runs, once they are over. */
  readonly runOnce?: boolean | undefined
  readonly prefetchSeconds: number
  readonly querySeconds: number
  readonly heartbeatSeconds: number
  readonly cancellationPollSeconds: number
  /** Called after each question for due runs. */
  readonly onPoll?: ((result: 'answered' | 'failed') => void) | undefined
}

/** A worker that was not answered for so many of its intervals counts as unwell, as in Prefect. */
const INTERVALS_WITHOUT_ANSWER = 30

/** Most runs taken by one poll when there is no limit; the API answers no more. */
const MOST_PER_POLL = 200

/** Characters of what a worker says of itself. */
const [LONGEST_MESSAGE, LONGEST_HOST] = [2000, 255]

/** Seconds to wait when the server answered runs of which none could be started. */
const AFTER_NOTHING_NEW = 1

/** Polls for due runs and looks after them. */
export class Worker {
  readonly #options: WorkerOptions
  readonly #runs = new Map<string, SupervisedRun>()
  /** Those of them that were asked to end. */
  readonly #cancelled = new Set<string>()
  readonly #stopping = new AbortController()
  readonly #idle = new AbortController()
  /** Aborted, and replaced, when a run ends: then there is room for another one. */
  #ended = new AbortController()
  /** When it was last answered, or had no reason to ask; on the monotonic clock. */
  #answeredAt = performance.now()

  /** What it could not do last. */
  #lastError: WorkerReport['last_error'] = null

  constructor(options: WorkerOptions) {
    const log = remembering(options.log, (message) => {
      this.#lastError = { at: new Date().toISOString(), message: message.slice(0, LONGEST_MESSAGE) }
    })
    this.#options = { ...options, log }
  }

  /** How many runs the worker looks after now. */
  get active(): number {
    return this.#runs.size
  }

  /** False when the server has not answered for long, or the worker is stuck. */
  get isHealthy(): boolean {
    return performance.now() - this.#answeredAt <= this.#options.querySeconds * INTERVALS_WITHOUT_ANSWER * 1000
  }

  /**
   * Works until it is stopped; resolves when all of its runs are over.
   *
   * @throws WorkerError when its pool or queue is not there, ApiError or ServerUnreachable when the server refuses it.
   */
  async run(): Promise<void> {
    const { source, heartbeatSeconds, cancellationPollSeconds, log, runOnce } = this.#options
    await source.prepare(this.#report())
    await this.#adopt()
    log.info(`polling ${source.label}`)
    every(heartbeatSeconds, this.#idle.signal, () => this.#heartbeat())
    every(cancellationPollSeconds, this.#idle.signal, () => this.#lookForCancelled())
    try {
      if (runOnce) await this.#turn()
      else while (!this.#stopping.signal.aborted) await this.#turn()
      if (this.#runs.size > 0) log.info(`waiting for ${this.#runs.size} flow run${this.#runs.size === 1 ? '' : 's'} to end`)
      await Promise.all([...this.#runs.values()].map(({ over }) => over))
    } finally {
      this.#idle.abort()
    }
  }

  /** Takes no further runs; `run` resolves once those it has are over. */
  stop(): void {
    this.#stopping.abort()
  }

  /** Takes no further runs and ends those it has. */
  kill(): void {
    this.stop()
    for (const run of this.#runs.values()) run.kill()
  }

  /** One look for due runs, and the wait until the next one. */
  async #turn(): Promise<void> {
    const free = (this.#options.limit ?? Number.POSITIVE_INFINITY) - this.#runs.size
    if (free <= 0) {
      this.#answeredAt = performance.now()
      return await pause(this.#options.querySeconds, AbortSignal.any([this.#stopping.signal, this.#ended.signal]))
    }
    const { source, prefetchSeconds, querySeconds, runOnce, log, onPoll } = this.#options
    const { signal } = this.#stopping
    try {
      const waitSeconds = runOnce ? 0 : querySeconds
      const { flowRuns, waited } = await source.poll({ limit: Math.min(free, MOST_PER_POLL), prefetchSeconds, waitSeconds, signal })
      this.#answeredAt = performance.now()
      onPoll?.('answered')
      const fresh = flowRuns.filter(({ id }) => !this.#runs.has(id))
      // Asked sooner, the server would answer them again.
      const decided = await Promise.all(fresh.map((flowRun) => this.#take(flowRun)))
      if (runOnce) return
      if (!waited) await pause(querySeconds, signal)
      else if (decided.includes(false) || (fresh.length === 0 && flowRuns.length > 0)) await pause(AFTER_NOTHING_NEW, signal)
    } catch (error) {
      if (signal.aborted) return
      onPoll?.('failed')
      log.error(`could not look for due runs: ${reasonOf(error)}`)
      await pause(querySeconds, signal)
    }
  }

  async #take(flowRun: FlowRun): Promise<boolean> {
    const run = superviseRun(this.#options, flowRun)
    this.#lookAfter(run)
    return await run.decided
  }

  /** What a worker has left that was killed. */
  async #adopt(): Promise<void> {
    for (const leftover of await this.#options.records.takeLeftovers()) this.#lookAfter(adoptRun(this.#options, leftover))
  }

  #lookAfter(run: SupervisedRun): void {
    this.#runs.set(run.flowRun.id, run)
    void this.#release(run)
  }

  async #release({ flowRun, over }: SupervisedRun): Promise<void> {
    await over
    this.#runs.delete(flowRun.id)
    this.#cancelled.delete(flowRun.id)
    this.#ended.abort()
    this.#ended = new AbortController()
  }

  #report(): WorkerReport {
    const { limit = null } = this.#options
    return { version: VERSION, host: hostname().slice(0, LONGEST_HOST), capacity: limit, running: this.active, last_error: this.#lastError }
  }

  async #heartbeat(): Promise<void> {
    try {
      await this.#options.source.heartbeat(this.#report())
    } catch (error) {
      this.#options.log.warn(`the heartbeat did not reach the server: ${reasonOf(error)}`)
    }
  }

  async #lookForCancelled(): Promise<void> {
    const ids = [...this.#runs.keys()].filter((id) => !this.#cancelled.has(id))
    if (ids.length === 0) return
    const { client, log } = this.#options
    try {
      const cancelling = await client.flowRuns.filter({
        body: { flow_runs: { id: { any_: ids }, state: { type: { any_: ['CANCELLING'] } } } },
      })
      for (const { id, name } of cancelling) {
        log.info(`flow run '${name}' is to be cancelled`)
        this.#runs.get(id)?.cancel()
        this.#cancelled.add(id)
      }
    } catch (error) {
      log.warn(`could not look for cancelled runs: ${reasonOf(error)}`)
    }
  }
}
