import type { Json, ReceivedEvent, WorkPool } from '@millrace/protocol'
import type { ServerContext } from '../context.ts'
import type { Call, Dispatcher } from '../http/dispatcher.ts'
import { CLOSE, parseFrame, sendFrame, type SocketReader } from '../http/socket.ts'
import { newId } from '../orchestration/chance.ts'
import { CleanupDelivery } from './cleanup-delivery.ts'
import { CLEANUP, type Hello, helloFrame, REQUIRED, VERSION, workerFrame } from './frames.ts'

/** Why Prefect's server ends a channel, and the code it does so with; its workers go by the words. */
const ENDS = {
  authorization_failed: CLOSE.policy,
  unsupported_version: CLOSE.policy,
  protocol_error: CLOSE.protocol,
  heartbeat_persistence_failed: 1011,
} as const

type End = keyof typeof ENDS

/** The queue that a new pool has. */
const FIRST_QUEUE = 'default'

/** What a worker need not know at once: its next heartbeat will tell. */
const UNTOLD: ReadonlySet<Json> = new Set(['description'])

/** With what the socket is closed of a worker that does not say who it is. */
export const UNAUTHENTICATED = 'authentication_failed'
/** And of one that may not serve this pool. */
export const UNAUTHORISED = 'authorization_failed'

type Needs = ServerContext & {
  readonly dispatcher: Dispatcher
  /** Who opened the channel. */
  readonly from: Pick<Call, 'actor' | 'address'>
}

/**
 * The channel of a worker of Prefect 3.8: it tells that it lives, hears what changes of its pool, and is asked to clear away what others
 * left. Runs it asks for as ever. What it says is done through the API, as if it had called.
 */
export async function serveWorkerChannel(reader: SocketReader, context: Needs, poolName: string): Promise<void> {
  const end = (reason: End): void => reader.socket.close(ENDS[reason], reason)
  // The subprotocol says that the first frame was looked at for credentials.
  if (reader.socket.protocol !== 'prefect') return reader.socket.close(CLOSE.policy, UNAUTHENTICATED)
  const first = await reader.firstFrame()
  if (first?.kind !== 'frame') return
  const hello = helloFrame.safeParse(parseFrame(first.text))
  if (!hello.success) return end('protocol_error')
  const { payload } = hello.data
  if (!payload.supported_channel_versions.includes(VERSION)) return end('unsupported_version')
  const api = apiOf(context, poolName)
  const found = await api.findPool(payload)
  if (found === undefined) return end('authorization_failed')
  if (!(await api.heartbeat(payload))) return end('heartbeat_persistence_failed')
  const channel = new Channel(reader, context, api, payload, (await api.readPool()) ?? found.pool, found.queues)
  await channel.run(end)
}

interface Queue {
  readonly id: string
  readonly name: string
}

type Api = ReturnType<typeof apiOf>

/** What a channel does through the API. */
function apiOf({ dispatcher, from }: Needs, poolName: string) {
  const path = `/work_pools/${encodeURIComponent(poolName)}`
  const call = async (method: 'GET' | 'POST' | 'PATCH', at: string, body?: unknown): Promise<{ status: number; body: unknown }> => {
    const { status, body: answer } = await dispatcher.dispatch({
      method,
      path: at,
      query: '',
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: () => new AbortController().signal,
      ...from,
    })
    return { status, body: answer }
  }
  const readPool = async (): Promise<WorkPool | undefined> => {
    const { status, body } = await call('GET', path)
    return status === 200 ? (body as WorkPool) : undefined
  }
  /** Those of these names, or all; undefined when one is not there. */
  const queuesOf = async (names: readonly string[]): Promise<Queue[] | undefined> => {
    const { status, body } = await call('POST', `${path}/queues/filter`, {})
    if (status !== 200) return undefined
    const all = body as Queue[]
    if (names.length === 0) return all
    const found = all.filter(({ name }) => names.includes(name))
    return found.length === new Set(names).size ? found : undefined
  }
  return {
    readPool,
    /**
     * The pool and the queues that a worker names, a pool that is missing made and an empty template filled in as it asks; undefined, with
     * nothing made or changed, when one is not there.
     */
    async findPool(hello: Hello): Promise<{ readonly pool: WorkPool; readonly queues: readonly Queue[] } | undefined> {
      const { worker_type: type, default_base_job_template: template, work_queue_names: names } = hello
      const found = await readPool()
      if (found === undefined) {
        if (!hello.create_pool_if_not_found || names.some((name) => name !== FIRST_QUEUE)) return undefined
        await call('POST', '/work_pools/', { name: poolName, type, base_job_template: template })
      }
      const queues = await queuesOf(names)
      if (queues === undefined) return undefined
      const isEmpty = found !== undefined && Object.keys(found.base_job_template).length === 0
      if (isEmpty && Object.keys(template).length > 0) await call('PATCH', path, { base_job_template: template })
      const pool = await readPool()
      return pool && { pool, queues }
    },
    async heartbeat({
      worker_name: name,
      heartbeat_interval_seconds,
      worker_type,
    }: Pick<Hello, 'worker_name' | 'heartbeat_interval_seconds'> & Partial<Pick<Hello, 'worker_type'>>): Promise<boolean> {
      const { status } = await call('POST', `${path}/workers/heartbeat`, { name, heartbeat_interval_seconds, worker_type })
      return status === 204
    },
  }
}

class Channel {
  readonly #reader: SocketReader
  readonly #context: Needs
  readonly #api: Api
  readonly #hello: Hello
  readonly #queues: readonly Queue[]
  readonly #cleanups: CleanupDelivery | undefined
  #pool: WorkPool
  #snapshots = 1

  constructor(reader: SocketReader, context: Needs, api: Api, hello: Hello, pool: WorkPool, queues: readonly Queue[]) {
    this.#reader = reader
    this.#context = context
    this.#api = api
    this.#hello = hello
    this.#pool = pool
    this.#queues = queues
    const { requested_capabilities: asked, handled_cleanup_kinds: kinds, max_cleanup_concurrency: most = 1 } = hello
    const clears = asked.includes(CLEANUP) && kinds.length > 0 && most > 0
    this.#cleanups = clears
      ? new CleanupDelivery(context, { workPoolId: pool.id, queueIds: queues.map(({ id }) => id), kinds, most }, (type, payload) =>
          this.#send(type, payload),
        )
      : undefined
  }

  async run(end: (reason: End) => void): Promise<void> {
    this.#send('worker.ready.v1', this.#ready())
    const closed = new AbortController()
    this.#reader.socket.on('close', () => closed.abort())
    if (this.#reader.isClosed) closed.abort()
    const unsubscribe = this.#context.bus.subscribe((events) => this.#hear(events, end))
    try {
      await Promise.all([this.#receive(end), this.#cleanups?.deliver(closed.signal)])
    } finally {
      unsubscribe()
    }
  }

  #ready(): Record<string, Json> {
    const accepted = this.#cleanups === undefined ? [...REQUIRED] : [...REQUIRED, CLEANUP]
    return {
      consumer_id: this.#hello.consumer_id,
      worker_id: null,
      selected_channel_version: VERSION,
      effective_heartbeat_interval_seconds: this.#hello.heartbeat_interval_seconds,
      accepted_capabilities: accepted,
      rejected_capabilities: [...new Set(this.#hello.requested_capabilities)].filter((asked) => !accepted.some((one) => one === asked)),
      effective_max_cleanup_concurrency: this.#cleanups === undefined ? 0 : (this.#hello.max_cleanup_concurrency ?? 1),
      resolved_work_queues: this.#queues.map(({ id, name }) => ({ id, name })),
      initial_snapshot: this.#snapshot('initial'),
    }
  }

  #snapshot(reason: string): Record<string, Json> {
    return { snapshot_sequence: this.#snapshots, reason, work_pool: this.#pool as unknown as Json }
  }

  #send(type: string, payload: Record<string, Json>): boolean {
    return sendFrame(this.#reader.socket, { type, id: newId(), sent_at: this.#context.clock.now(), payload })
  }

  #hear(events: readonly ReceivedEvent[], end: (reason: End) => void): void {
    const mine = events.filter(({ resource }) => resource['prefect.resource.id'] === `prefect.work-pool.${this.#pool.id}`)
    if (mine.some(({ event }) => event === 'prefect.work-pool.deleted')) end('authorization_failed')
    else if (mine.some(isWorthTelling)) void this.#tellOfPool('work_pool_updated', end)
  }

  async #tellOfPool(reason: string, end: (reason: End) => void): Promise<void> {
    const pool = await this.#api.readPool()
    if (pool === undefined || pool.id !== this.#pool.id) return end('authorization_failed')
    if (pool.updated === this.#pool.updated) return
    this.#pool = pool
    this.#snapshots += 1
    this.#send('work_pool.snapshot.v1', this.#snapshot(reason))
  }

  async #receive(end: (reason: End) => void): Promise<void> {
    while (!this.#reader.isClosed) {
      for (const arrival of await this.#reader.take()) {
        if (arrival.kind === 'ping') this.#reader.socket.pong(arrival.data)
        else if (!(await this.#take(arrival.text, end))) return
      }
    }
  }

  /** False when the channel was ended. */
  async #take(text: string | undefined, end: (reason: End) => void): Promise<boolean> {
    const frame = workerFrame.safeParse(parseFrame(text))
    if (!frame.success) {
      end('protocol_error')
      return false
    }
    if (frame.data.type !== 'worker.heartbeat.v1') {
      this.#send('cleanup.operation_result.v1', await CleanupDelivery.answer(this.#cleanups, frame.data))
      return true
    }
    const { payload } = frame.data
    const known = payload.consumer_id === this.#hello.consumer_id && payload.worker_name === this.#hello.worker_name
    if (!known || !(await this.#api.heartbeat(payload))) {
      end(known ? 'heartbeat_persistence_failed' : 'protocol_error')
      return false
    }
    // What another server changed nobody told of.
    await this.#tellOfPool('heartbeat_reconciliation', end)
    return true
  }
}

/** True of an event of a pool after which its workers do something else: that it is paused, or resumed, or changed in what they go by. */
function isWorthTelling({ event, payload }: ReceivedEvent): boolean {
  if (event !== 'prefect.work-pool.updated') return /\.(?:paused|ready|not-ready)$/.test(event)
  const fields = payload['updated_fields']
  return Array.isArray(fields) && fields.some((field) => !UNTOLD.has(field))
}
