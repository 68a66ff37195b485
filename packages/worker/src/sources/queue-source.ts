import { ApiError, type Client, isStatus } from '@millrace/client'
import type { FlowRun, WorkQueue } from '@millrace/protocol'
import { DEFAULT_AGENT_POOL } from '@millrace/protocol/constants'
import { addSeconds, timestampOf } from '@millrace/protocol/instants'
import { type Due, hasWaited, type Poll, preferWait, type WorkSource } from './work-source.ts'

export interface QueueSourceOptions {
  readonly client: Client
  /** The pool whose queues are meant; default: that of agents. */
  readonly pool: string
  /** Queues by name, made when they are not there. */
  readonly queues: readonly string[]
  /** Beginnings of names: every queue with one of them is polled, those made later too. */
  readonly prefixes: readonly string[]
  /** Polls one queue that takes the runs with all of these tags, whatever their queue; deprecated, as in 2.x. */
  readonly tags: readonly string[]
}

/** The due runs of queues, as agents of 2.x poll them. */
export function queueSource(options: QueueSourceOptions): WorkSource {
  const { client, pool } = options
  const names = [...options.queues, ...(options.tags.length === 0 ? [] : [tagQueueName(options.tags)])]
  const shown = [...names, ...options.prefixes.map((prefix) => `${prefix}*`)]
  return {
    label: `work queue ${shown.map((name) => `'${name}'`).join(', ')}${pool === DEFAULT_AGENT_POOL ? '' : ` of work pool '${pool}'`}`,
    async prepare() {
      await Promise.all(names.map((name) => ensureQueue(options, name)))
    },
    // The server takes an agent's polls as its sign of life.
    heartbeat: () => Promise.resolve(),
    template: () => Promise.resolve(undefined),
    async poll(poll) {
      const queues = await queuesToPoll(options, names)
      // Only one request can be held back: with several queues the others would wait for it.
      const waitSeconds = queues.length === 1 ? poll.waitSeconds : 0
      const due = await Promise.all(queues.map((queue) => pollQueue(client, queue, { ...poll, waitSeconds })))
      const unique = new Map(due.flatMap(({ flowRuns }) => flowRuns.map((run) => [run.id, run] as const)))
      return { flowRuns: [...unique.values()].slice(0, poll.limit), waited: due.length > 0 && due.every(({ waited }) => waited) }
    },
  }
}

/** The queue that 2.x agents make for their tags. */
const tagQueueName = (tags: readonly string[]): string => `Agent queue ${tags.toSorted().join('-')}`

async function pollQueue(client: Client, { id }: WorkQueue, { limit, prefetchSeconds, waitSeconds, signal }: Poll): Promise<Due> {
  const path = `/work_queues/${id}/get_runs`
  const response = await client.transport.send({
    method: 'POST',
    path,
    ...(waitSeconds > 0 ? { headers: preferWait(waitSeconds) } : {}),
    body: { scheduled_before: addSeconds(timestampOf(new Date()), prefetchSeconds), limit },
    signal,
  })
  if (response.status !== 200) throw new ApiError(`POST ${path}`, response.status, response.body)
  return { flowRuns: response.body as readonly FlowRun[], waited: hasWaited(response) }
}

async function queuesToPoll(options: QueueSourceOptions, names: readonly string[]): Promise<readonly WorkQueue[]> {
  const named = await Promise.all(names.map((name) => ensureQueue(options, name)))
  if (options.prefixes.length === 0) return named
  const { client, pool } = options
  const matching = await client.workPools.filterQueues({
    params: { work_pool_name: pool },
    body: { work_queues: { name: { startswith_: [...options.prefixes] } } },
  })
  return [...named, ...matching.filter(({ id }) => !named.some((queue) => queue.id === id))]
}

async function ensureQueue({ client, pool, tags }: QueueSourceOptions, name: string): Promise<WorkQueue> {
  const inPool = { work_pool_name: pool }
  try {
    return await client.workPools.readQueue({ params: { ...inPool, name } })
  } catch (error) {
    if (!isStatus(error, 404)) throw error
  }
  if (pool !== DEFAULT_AGENT_POOL) return await client.workPools.createQueue({ params: inPool, body: { name } })
  // By this route the server makes the pool of agents as well, when it is not there yet.
  const filter = tags.length > 0 && name === tagQueueName(tags) ? { tags: [...tags] } : null
  return await client.workQueues.create({ body: { name, filter } })
}
