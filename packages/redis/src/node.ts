import { hostname } from 'node:os'
import { CallPool, newId, type ResultPlan, type Session, Slots } from '@millrace/sdk/calls'
import { type Job as BullJob, Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import { openRedis, shownAddress } from './connection.ts'
import { type Keys, keysOf, labelsIn, PREFIX } from './keys.ts'
import type { Cancel, Job, NodeRecord } from './messages.ts'
import { NodeCalls } from './node-calls.ts'

/** What a node says, a line each. */
export interface NodeLog {
  info(message: string): void
  warn(message: string): void
}

export interface NodeOptions {
  readonly redis: string
  readonly queue: string
  readonly labels: readonly string[]
  /** How many tasks run at once. */
  readonly concurrency: number
  readonly runtime: 'worker_threads' | 'child_process'
  readonly name?: string | undefined
  /** The folder that has the code. */
  readonly directory: string
  /** Seconds without a sign of life after which the tasks of a node run elsewhere. */
  readonly lostAfterSeconds: number
  readonly memoryMegabytes?: number | undefined
  /** Where runs are told of. */
  readonly session: Session
  readonly plan: ResultPlan
  readonly log: NodeLog
}

/** How often a task is given to another node after one was lost, so that a task which ends nodes does not end them all. */
const LOSSES = 2
/** Milliseconds between two signs of life. */
const BEAT = 2000
/** Milliseconds after which an idle node looks for tasks although nobody woke it. */
const IDLE = 1000

/**
 * Runs tasks that flows hand over through Redis, each in a thread or process, until it is stopped; then it takes no more
 * and waits for those it has.
 */
export class TaskNode {
  readonly #options: NodeOptions
  readonly #keys: Keys
  readonly #id = newId()
  readonly #name: string
  readonly #redis: Redis
  readonly #ears: Redis
  readonly #workers = new Map<string, Worker<Job>>()
  readonly #slots: Slots
  readonly #calls: NodeCalls
  readonly #pool: CallPool
  readonly #started = new Date().toISOString()
  #wake: () => void = () => undefined
  #isWoken = false
  #isStopping = false

  constructor(options: NodeOptions) {
    const { redis, queue, concurrency, runtime, memoryMegabytes, name = `${hostname()}-${process.pid}`, log } = options
    this.#options = options
    this.#name = name
    this.#keys = keysOf(queue)
    const address = shownAddress(redis)
    this.#redis = openRedis(redis, {
      down: (reason) => log.warn(`Redis at ${address} is not to be had (${reason}); waiting`),
      up: (seconds) => {
        log.info(`Redis at ${address} is back after ${seconds.toFixed(1)} s`)
        void this.#beat()
      },
    })
    this.#ears = openRedis(redis)
    this.#slots = new Slots(concurrency)
    this.#pool = new CallPool({ runtime, workers: concurrency, memoryMegabytes })
    // Until it is destroyed.
    this.#pool.hold()
    this.#calls = new NodeCalls({ ...options, name, redis: this.#redis, keys: this.#keys, pool: this.#pool })
  }

  get active(): number {
    return this.#calls.count
  }

  /** Resolves when it was stopped and all of its tasks are over. */
  async run(): Promise<void> {
    const { log, queue, labels, concurrency, directory } = this.#options
    await this.#listen()
    await this.#discover()
    await this.#beat()
    const labelled = labels.length === 0 ? '' : ` with labels ${labels.join(', ')}`
    log.info(`Node '${this.#name}' takes tasks from queue '${queue}'${labelled}, ${concurrency} at once, code in ${directory}`)
    const beat = setInterval(() => void this.#beat(), BEAT)
    const renewal = setInterval(() => void this.#renew(), (this.#options.lostAfterSeconds * 1000) / 3)
    try {
      await this.#take()
      await this.#beat()
      while (this.#calls.count > 0) await this.#calls.next()
    } finally {
      clearInterval(beat)
      clearInterval(renewal)
      await this.#close()
    }
  }

  /** Takes no more tasks. */
  stop(): void {
    this.#isStopping = true
    void this.#beat()
    this.#wakeUp()
  }

  async #take(): Promise<void> {
    for (;;) {
      await this.#slots.enter()
      const job = await this.#nextJob()
      if (job === undefined) return
      void this.#run(job).finally(() => this.#slots.leave())
    }
  }

  async #run({ job, worker }: Taken): Promise<void> {
    try {
      await this.#calls.run(job, worker)
    } catch (error) {
      this.#options.log.warn(
        `Task run '${job.data.taskRun}' could not be told of: ${error instanceof Error ? error.message : String(error)}`,
      )
    }
  }

  /** Undefined when the node is stopped. */
  async #nextJob(): Promise<Taken | undefined> {
    while (!this.#isStopping) {
      this.#isWoken = false
      try {
        for (const worker of this.#workers.values()) {
          const job = await worker.getNextJob(this.#id, { block: false })
          if (job !== undefined) return { job, worker }
        }
      } catch (error) {
        this.#options.log.warn(`Tasks could not be looked for: ${error instanceof Error ? error.message : String(error)}`)
        this.#isWoken = false
      }
      await this.#whenWoken()
    }
    return undefined
  }

  #whenWoken(): Promise<void> {
    if (this.#isWoken) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, IDLE)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  #wakeUp(): void {
    this.#isWoken = true
    this.#wake()
  }

  async #listen(): Promise<void> {
    this.#ears.on('message', (channel: string, text: string) => {
      if (channel === this.#keys.wake) {
        if (this.#workers.has(text)) this.#wakeUp()
        else void this.#discover()
      } else {
        this.#calls.cancel(JSON.parse(text) as Cancel)
      }
    })
    await this.#ears.subscribe(this.#keys.wake, this.#keys.cancel)
  }

  /** Looks which labels tasks ask for, and serves those it has. */
  async #discover(): Promise<void> {
    const sets = await this.#redis.smembers(this.#keys.labelSets)
    for (const set of new Set(['', ...sets])) {
      const labels = labelsIn(set)
      if (this.#workers.has(set) || !labels.every((label) => this.#options.labels.includes(label))) continue
      this.#workers.set(set, this.#openWorker(labels))
    }
    this.#wakeUp()
  }

  #openWorker(labels: readonly string[]): Worker<Job> {
    const { lostAfterSeconds } = this.#options
    const worker = new Worker<Job>(this.#keys.jobs(labels), null, {
      connection: this.#redis,
      prefix: PREFIX,
      autorun: false,
      lockDuration: lostAfterSeconds * 1000,
      stalledInterval: (lostAfterSeconds * 1000) / 2,
      maxStalledCount: LOSSES,
    })
    // Its troubles with the connection are told by the connection.
    worker.on('error', () => undefined)
    worker.on('stalled', () => this.#wakeUp())
    void worker.startStalledCheckTimer()
    return worker
  }

  async #renew(): Promise<void> {
    if (this.#redis.status === 'ready') await this.#calls.renew(this.#id, this.#options.lostAfterSeconds * 1000)
  }

  async #beat(): Promise<void> {
    if (this.#redis.status !== 'ready') return
    const { queue, labels, concurrency, plan } = this.#options
    const record: NodeRecord = {
      id: this.#id,
      name: this.#name,
      host: hostname(),
      pid: process.pid,
      queue,
      labels,
      concurrency,
      storage: plan.storage.address,
      calls: this.#calls.ids,
      state: this.#isStopping ? 'draining' : 'ready',
      started: this.#started,
    }
    try {
      await this.#redis
        .pipeline()
        .sadd(this.#keys.nodes, this.#id)
        .set(this.#keys.node(this.#id), JSON.stringify(record), 'PX', BEAT * 5)
        .exec()
      await this.#discover()
      await this.#calls.checkWanted()
    } catch {
      // Redis went away meanwhile; the next beat is soon.
    }
  }

  async #close(): Promise<void> {
    const { nodes, node } = this.#keys
    if (this.#redis.status === 'ready') await this.#redis.pipeline().srem(nodes, this.#id).del(node(this.#id)).exec()
    await Promise.all([...this.#workers.values()].map((worker) => worker.close(true).catch(() => undefined)))
    await this.#pool.destroy()
    this.#ears.disconnect()
    this.#redis.disconnect()
  }
}

interface Taken {
  readonly job: BullJob<Job>
  readonly worker: Worker<Job>
}
