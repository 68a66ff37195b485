import { existsSync } from 'node:fs'
import { isStatus } from '@millrace/client'
import {
  type CallContext,
  type CallEnd,
  type CallPool,
  createLogger,
  type FlowData,
  packAsText,
  ProcessEnding,
  type ResultPlan,
  reviveError,
  type SendableCall,
  type Session,
  TaskNotLoadable,
  unpack,
  wireError,
  type WireError,
  wireState,
} from '@millrace/sdk/calls'
import type { Job as BullJob, Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import { localFile, versionOf } from './address.ts'
import { carry, fetchCarried } from './carry.ts'
import { type Keys, PREFIX } from './keys.ts'
import type { Cancel, Job, Reply } from './messages.ts'

interface Options {
  readonly name: string
  readonly queue: string
  readonly directory: string
  readonly redis: Redis
  readonly keys: Keys
  readonly pool: CallPool
  readonly session: Session
  readonly plan: ResultPlan
}

interface Running {
  readonly job: BullJob<Job>
  readonly controller: AbortController
  /** Resolves when it is over. */
  readonly over: Promise<void>
  /** How often in a row nobody wanted it. */
  unwanted: number
}

/** Looks at a call that nobody wants before it is ended: its flow may just not have been able to say so. */
const PATIENCE = 10
/** Milliseconds after which it is asked whether a call is still wanted. */
const FRESH = 5000
/** Cancelled calls that are remembered, as they may be on their way here. */
const CANCELLED = 1000
/** Scopes that are remembered. */
const SCOPES = 50

/** The calls that a node runs. */
export class NodeCalls {
  readonly #options: Options
  readonly #running = new Map<string, Running>()
  readonly #cancelled = new Set<string>()
  readonly #scopes = new Map<string, Promise<FlowData>>()

  constructor(options: Options) {
    this.#options = options
  }

  get count(): number {
    return this.#running.size
  }

  get ids(): string[] {
    return [...this.#running.keys()]
  }

  /** Resolves when one of them is over. */
  async next(): Promise<void> {
    await Promise.race([...this.#running.values()].map(({ over }) => over))
  }

  /** Runs the call of a job, tells its flow what came of it, and has done with the job. */
  async run(job: BullJob<Job>, { name }: Worker<Job>): Promise<void> {
    const id = job.id ?? ''
    const { promise: over, resolve } = Promise.withResolvers<void>()
    const controller = new AbortController()
    this.#running.set(id, { job, controller, over, unwanted: 0 })
    try {
      if (await this.#isWanted(job)) {
        if (job.stalledCounter > 0) await this.#tell(job, { type: 'again', call: id, node: this.#options.name })
        const end = await this.#end(job, controller.signal)
        await this.#tell(job, { type: 'ended', call: id, node: this.#options.name, end: await this.#carried(job, end) })
      }
      await job.moveToCompleted(null, job.token ?? '', false)
    } catch (error) {
      // Somebody else has the job: this node was away for too long.
      if (!/lock|Missing key/i.test(String(error))) throw new Error(`${name}: ${String(error)}`, { cause: error })
    } finally {
      this.#running.delete(id)
      resolve()
    }
  }

  /** Ends a call that is not wanted any more, or will when it comes. */
  cancel({ call, reason }: Cancel): void {
    const running = this.#running.get(call)
    if (running !== undefined) return running.controller.abort(reviveError(unpack({ text: reason }) as WireError))
    this.#cancelled.add(call)
    const [oldest] = this.#cancelled
    if (this.#cancelled.size > CANCELLED && oldest !== undefined) this.#cancelled.delete(oldest)
  }

  /** Whoever has just sent a call wants it; of an older one Redis is asked. */
  async #isWanted({ id = '', data, timestamp, stalledCounter }: BullJob<Job>): Promise<boolean> {
    if (this.#cancelled.delete(id)) return false
    if (stalledCounter === 0 && Date.now() - timestamp < FRESH) return true
    const { redis, keys } = this.#options
    return (await redis.hexists(keys.wanted(data.owner), id)) === 1
  }

  /** Ends calls whose flows are gone. */
  async checkWanted(): Promise<void> {
    const { redis, keys } = this.#options
    for (const [id, running] of this.#running) {
      const isWanted = (await redis.hexists(keys.wanted(running.job.data.owner), id)) === 1
      running.unwanted = isWanted ? 0 : running.unwanted + 1
      if (running.unwanted === PATIENCE) running.controller.abort(new ProcessEnding('The process of the flow is gone.'))
    }
  }

  /** Keeps the jobs for this node. */
  async renew(token: string, milliseconds: number): Promise<void> {
    for (const { job } of this.#running.values()) {
      try {
        await job.extendLock(token, milliseconds)
      } catch {
        // Redis was away for longer than the lock lasts. Unless another node has the job already, it is still ours.
        await this.#options.redis.set(`${PREFIX}:${job.queueName}:${job.id}:lock`, token, 'PX', milliseconds, 'NX').catch(() => undefined)
      }
    }
  }

  async #end(job: BullJob<Job>, signal: AbortSignal): Promise<CallEnd> {
    let kept: CallEnd['kept']
    try {
      const context = { ...(await this.#contextOf(job, signal)), keep: (values: NonNullable<CallEnd['kept']>) => void (kept = values) }
      const call = await this.#callOf(job, context)
      const placed = await this.#options.pool.place(() => call, context)
      // What it ended with says so, too.
      this.#tell(job, { type: 'begun', call: call.id, node: this.#options.name }).catch(() => undefined)
      const onAbort = (): void => placed.abort(signal.reason)
      signal.addEventListener('abort', onAbort, { once: true })
      if (signal.aborted) onAbort()
      return { state: wireState(await placed.ended, (value) => ({ plain: value })), ...(kept === undefined ? {} : { kept }) }
    } catch (error) {
      return { error: wireError(error), ...(kept === undefined ? {} : { kept }) }
    }
  }

  async #callOf({ data, name }: BullJob<Job>, { plan }: Pick<CallContext, 'plan'>): Promise<SendableCall> {
    const { directory } = this.#options
    const file = localFile(directory, data.file)
    this.#checkFile(file, name, data.hash)
    const call = unpack({ text: await fetchCarried(data.call, plan) }) as SendableCall
    const flowFile = data.flowFile === undefined ? undefined : localFile(directory, data.flowFile)
    return { ...call, task: { ...call.task, file, flowFile } }
  }

  #checkFile(file: string, task: string, hash: string): void {
    const node = `node '${this.#options.name}'`
    if (!existsSync(file)) {
      throw new TaskNotLoadable(
        `task '${task}' cannot be loaded on ${node}: there is no file ${file}. Put the flow's code there, or start the node with --path and the folder that has it`,
      )
    }
    if (versionOf(file) === hash) return
    throw new TaskNotLoadable(
      `task '${task}' is not run on ${node}: its ${file} is another version than that of the flow. Bring the same code to both, and start the node anew`,
    )
  }

  async #contextOf({ data }: BullJob<Job>, signal: AbortSignal): Promise<Omit<CallContext, 'keep'>> {
    const { session, plan } = this.#options
    const flow = await this.#scopeOf(data)
    const label = (): string => `Task run '${data.taskRun}'`
    const log = createLogger({ source: 'millrace.task_runs', label, flowRunId: data.flowRunId, taskRunId: null }, session)
    return { session, plan: { ...plan, persist: flow.plan.persist }, flow, log, flowLog: log, signal }
  }

  #scopeOf({ scope }: Job): Promise<FlowData> {
    const known = this.#scopes.get(scope) ?? this.#readScope(scope)
    this.#scopes.delete(scope)
    this.#scopes.set(scope, known)
    known.catch(() => this.#scopes.delete(scope))
    const [oldest] = this.#scopes.keys()
    if (this.#scopes.size > SCOPES && oldest !== undefined) this.#scopes.delete(oldest)
    return known
  }

  async #readScope(scope: string): Promise<FlowData> {
    const { redis, keys, session, name } = this.#options
    const text = await redis.get(keys.scope(scope))
    if (text === null) throw new TaskNotLoadable(`Redis does not know the flow run of the task any more`)
    const flow = unpack({ text }) as FlowData
    try {
      await session.client.flowRuns.read({ params: { id: flow.info.id } })
    } catch (error) {
      if (!isStatus(error, 404)) return flow
      throw new TaskNotLoadable(
        `node '${name}' uses the server ${session.client.transport.address}, which does not know flow run '${flow.info.name}': set MILLRACE_API_URL of the node to the flow's server`,
        { cause: error },
      )
    }
    return flow
  }

  async #carried({ data, name, id }: BullJob<Job>, end: CallEnd): Promise<Job['call']> {
    const { plan } = this.#options
    const what = `the result of task '${name}'`
    const cargo = { what, key: `${data.flowRunId ?? 'none'}/result-${id}`, otherStorage: data.storage }
    try {
      return await carry({ ...cargo, text: packAsText(end, what).text }, plan)
    } catch (error) {
      return { text: packAsText({ error: wireError(error) } satisfies CallEnd, what).text }
    }
  }

  async #tell({ data }: BullJob<Job>, reply: Reply): Promise<void> {
    const { redis, keys } = this.#options
    const replies = keys.replies(data.owner)
    await redis.pipeline().rpush(replies, JSON.stringify(reply)).expire(replies, 3600).exec()
  }
}
