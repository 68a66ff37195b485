import {
  CallRefused,
  type CallContext,
  MillraceError,
  newId,
  type PlacedCall,
  sendable,
  Slots,
  type TaskCall,
  WorkerLost,
} from '@millrace/sdk/calls'
import { packAsText, settleCall, type Settling, unpack, wireError, type CallEnd, describeError } from '@millrace/sdk/calls'
import { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { portablePath, versionOf } from './address.ts'
import { carry, fetchCarried } from './carry.ts'
import { openRedis, shownAddress } from './connection.ts'
import { type Keys, keysOf, labelSet, PREFIX } from './keys.ts'
import type { Cancel, Job, NodeRecord, Reply } from './messages.ts'
import { liveNodes, serves } from './nodes.ts'

export interface DispatcherOptions {
  readonly redis: string
  readonly queue: string
  readonly labels: readonly string[]
  readonly limit: number
}

/** A call that is with the nodes. */
interface InFlight {
  readonly call: TaskCall
  readonly context: CallContext
  readonly job: Job
  readonly begun: PromiseWithResolvers<void>
  readonly settling: Settling
  readonly since: number
  /** How often in a row Redis did not know of it. */
  missing: number
}

/** Milliseconds between two looks at the calls that are with the nodes. */
const BEAT = 5000
/** Seconds after which calls of a process that does not beat any more are not wanted. */
const WANTED = 60
/** Seconds that replies and scopes are kept for a process that does not beat any more. */
const KEPT = 3600
/** Milliseconds that an aborted call may take to say how it ended. */
const AFTERWARDS = 10_000

/** Opens what hands the calls of this process to the nodes of a queue. */
export const openDispatcher = (options: DispatcherOptions): Dispatcher => new Dispatcher(options)

/**
 * Hands calls to nodes through Redis, and waits for what they tell. The process of the flow knows which calls it wants;
 * Redis is only the way: what that loses is sent again.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions
  readonly #keys: Keys
  readonly #owner = newId()
  readonly #redis: Redis
  readonly #listening: Redis
  readonly #jobs: Queue
  readonly #slots: Slots
  readonly #calls = new Map<string, InFlight>()
  readonly #scopes = new Map<string, string>()
  readonly #heard: Promise<void>
  readonly #timer: NodeJS.Timeout
  #nodes: readonly NodeRecord[] = []
  #toldOfWaiting = false
  #isClosed = false

  constructor(options: DispatcherOptions) {
    this.#options = options
    this.#keys = keysOf(options.queue)
    this.#slots = new Slots(options.limit)
    const address = shownAddress(options.redis)
    this.#redis = openRedis(options.redis, {
      down: (reason) => this.#say('warn', `Redis at ${address} is not to be had (${reason}); tasks that run on nodes wait until it is`),
      up: (seconds) => {
        this.#say('info', `Redis at ${address} is back after ${seconds.toFixed(1)} s`)
        void this.#beat()
      },
    })
    this.#listening = openRedis(options.redis)
    this.#jobs = new Queue(this.#keys.jobs(options.labels), {
      connection: this.#redis,
      prefix: PREFIX,
      defaultJobOptions: { removeOnComplete: true, removeOnFail: { age: KEPT } },
      streams: { events: { maxLen: 100 } },
    })
    // Its troubles with the connection are told by the connection.
    this.#jobs.on('error', () => undefined)
    this.#heard = this.#listen()
    this.#timer = setInterval(() => void this.#beat(), BEAT)
    void this.#redis.sadd(this.#keys.labelSets, labelSet(options.labels)).catch(() => undefined)
  }

  /** Resolves when a node calls the function. */
  async place(call: TaskCall, context: CallContext): Promise<PlacedCall> {
    const { signal } = context
    await this.#slots.enter(signal)
    let inFlight: InFlight
    try {
      const begun = Promise.withResolvers<void>()
      const job = await this.#jobOf(call, context)
      inFlight = { call, context, job, begun, settling: settleCall(begun, context), since: performance.now(), missing: 0 }
    } catch (error) {
      this.#slots.leave()
      throw error
    }
    const { begun, settling } = inFlight
    this.#calls.set(call.id, inFlight)
    const abort = (reason: unknown): void => this.#abort(inFlight, reason)
    const onAbort = (): void => {
      abort(signal.reason)
      begun.reject(signal.reason)
    }
    signal.addEventListener('abort', onAbort, { once: true })
    void settling.ended.catch(() => undefined).finally(() => this.#forget(call.id))
    this.#send(inFlight).catch((error: unknown) =>
      settling.lose(new CallRefused(`Redis at ${shownAddress(this.#options.redis)} did not take the task: ${describeError(error)}`)),
    )
    try {
      await begun.promise
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
    return { ended: settling.ended, abort }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearInterval(this.#timer)
    const farewell =
      this.#redis.status === 'ready' ? this.#redis.del(this.#keys.wanted(this.#owner), this.#keys.replies(this.#owner)) : undefined
    await farewell?.catch(() => undefined)
    this.#listening.disconnect()
    await this.#jobs.close().catch(() => undefined)
    this.#redis.disconnect()
    await this.#heard
  }

  async #jobOf(call: TaskCall, { plan, flow }: CallContext): Promise<Job> {
    const { file, flowFile, ...task } = call.task
    const path = portablePath(file, task.name)
    this.#scopes.set(call.scope, packAsText(flow, 'what is known of the flow run').text)
    const { text } = packAsText(sendable(call), `the call of task '${task.name}'`)
    const what = `what task '${task.name}' is called with`
    const key = `${call.run.flowRunId ?? 'none'}/arguments-${call.id}`
    return {
      owner: this.#owner,
      scope: call.scope,
      storage: plan.storage.address,
      flowRunId: call.run.flowRunId,
      taskRun: call.run.name,
      file: path,
      hash: versionOf(file),
      flowFile: flowFile === undefined ? undefined : portablePath(flowFile, task.name),
      call: await carry({ text, what, key, otherStorage: this.#storageOfNodes() }, plan),
    }
  }

  /** Where all nodes keep what is large, if they agree. */
  #storageOfNodes(): string | undefined {
    const addresses = new Set(this.#nodes.filter((node) => serves(node, this.#options.labels)).map(({ storage }) => storage))
    return addresses.size === 1 ? [...addresses][0] : undefined
  }

  async #send({ call, job }: InFlight): Promise<void> {
    const scope = this.#scopes.get(call.scope) ?? ''
    const wanted = this.#keys.wanted(this.#owner)
    const known = this.#redis
      .pipeline()
      .hset(wanted, call.id, '1')
      .expire(wanted, WANTED)
      .set(this.#keys.scope(call.scope), scope, 'EX', KEPT)
      .exec()
    await Promise.all([known, this.#jobs.add(call.run.taskName, job, { jobId: call.id })])
    await this.#redis.publish(this.#keys.wake, labelSet(this.#options.labels))
  }

  #abort({ call, settling }: InFlight, reason: unknown): void {
    if (settling.isOver || !this.#calls.has(call.id)) return
    const cancel: Cancel = { call: call.id, reason: packAsText(wireError(reason), 'a reason').text }
    void this.#redis.hdel(this.#keys.wanted(this.#owner), call.id).catch(() => undefined)
    void this.#redis.publish(this.#keys.cancel, JSON.stringify(cancel)).catch(() => undefined)
    // One that no node has taken is taken out; one that is being run cannot be.
    void this.#jobs.remove(call.id).catch(() => undefined)
    setTimeout(() => settling.lose(reason instanceof Error ? reason : new MillraceError(String(reason))), AFTERWARDS).unref()
  }

  #forget(id: string): void {
    if (!this.#calls.delete(id)) return
    this.#slots.leave()
    if (!this.#isClosed) void this.#redis.hdel(this.#keys.wanted(this.#owner), id).catch(() => undefined)
  }

  /** Takes what nodes tell, one after the other, until this is closed. */
  async #listen(): Promise<void> {
    const replies = this.#keys.replies(this.#owner)
    while (!this.#isClosed) {
      try {
        const first = await this.#listening.blpop(replies, 5)
        if (first === null) continue
        const more = (await this.#listening.lpop(replies, 200)) ?? []
        for (const text of [first[1], ...more]) await this.#hear(JSON.parse(text) as Reply)
      } catch {
        // Closed, or Redis is away for a moment: then the next try waits for it.
        if (!this.#isClosed) await new Promise((resolve) => setTimeout(resolve, 100))
      }
    }
  }

  async #hear(reply: Reply): Promise<void> {
    const inFlight = this.#calls.get(reply.call)
    if (inFlight === undefined) return
    const { begun, settling, call, context } = inFlight
    switch (reply.type) {
      case 'begun':
        return begun.resolve()
      case 'again':
        return context.flowLog.warn(
          `Node '${reply.node}' takes over task run '${call.run.name}' from a node that was lost: what that one has done may be done twice`,
        )
      case 'ended':
        try {
          const text = await fetchCarried(reply.end, context.plan)
          return settling.end(unpack({ text }) as CallEnd)
        } catch (error) {
          return settling.lose(error instanceof Error ? error : new MillraceError(String(error)))
        }
    }
  }

  /** Says that the calls are wanted, and looks whether any of them got lost. */
  async #beat(): Promise<void> {
    if (this.#isClosed || this.#redis.status !== 'ready') return
    try {
      this.#nodes = await liveNodes(this.#redis, this.#options.queue)
      const calls = [...this.#calls.values()]
      if (calls.length === 0) return
      const said = this.#redis.pipeline()
      const wanted = this.#keys.wanted(this.#owner)
      for (const { call } of calls) {
        said.hset(wanted, call.id, '1')
        said.set(this.#keys.scope(call.scope), this.#scopes.get(call.scope) ?? '', 'EX', KEPT)
      }
      said.expire(wanted, WANTED)
      said.expire(this.#keys.replies(this.#owner), KEPT)
      await said.exec()
      const old = calls.filter(({ since }) => performance.now() - since > BEAT)
      await Promise.all(old.map((inFlight) => this.#check(inFlight)))
    } catch {
      // Redis went away meanwhile; the next beat is soon.
    }
  }

  async #check(inFlight: InFlight): Promise<void> {
    const { call, settling } = inFlight
    const state = await this.#jobs.getJobState(call.id)
    if (!this.#calls.has(call.id)) return
    if (state === 'failed') {
      return settling.lose(new WorkerLost('every node that ran the task was lost while it did; it is not given to another one'))
    }
    if (state === 'waiting') this.#tellOfWaiting(inFlight)
    const isClaimed = this.#nodes.some(({ calls }) => calls.includes(call.id))
    inFlight.missing = state === 'unknown' && !isClaimed ? inFlight.missing + 1 : 0
    if (inFlight.missing < 2) return
    inFlight.missing = 0
    inFlight.context.flowLog.warn(`Redis has lost task run '${call.run.name}'; it is handed over once more`)
    await this.#send(inFlight)
  }

  #tellOfWaiting({ call, context }: InFlight): void {
    const { queue, labels, redis } = this.#options
    if (this.#toldOfWaiting || this.#nodes.some((node) => serves(node, labels))) return
    this.#toldOfWaiting = true
    const words = labels.map((label) => ` --label ${label}`).join('')
    context.flowLog.warn(
      `Task run '${call.run.name}' waits: no node serves queue '${queue}'${labels.length === 0 ? '' : ` with labels ${labels.join(', ')}`}. To start one: millrace task-runner start --redis ${shownAddress(redis)} --queue ${queue}${words}`,
    )
  }

  /** To the flow runs whose tasks wait. */
  #say(level: 'info' | 'warn', message: string): void {
    const logs = new Set([...this.#calls.values()].map(({ context }) => context.flowLog))
    for (const log of logs) log[level](message)
  }
}
