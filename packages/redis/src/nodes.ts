import { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { openRedis } from './connection.ts'
import { keysOf, labelsIn, PREFIX } from './keys.ts'
import type { NodeRecord } from './messages.ts'

/** The nodes of a queue that are there. Forgets those that went without a word. */
export async function liveNodes(redis: Redis, queue: string): Promise<NodeRecord[]> {
  const keys = keysOf(queue)
  const ids = await redis.smembers(keys.nodes)
  if (ids.length === 0) return []
  const records = await redis.mget(ids.map(keys.node))
  const gone = ids.filter((_, index) => records[index] === null)
  if (gone.length > 0) await redis.srem(keys.nodes, ...gone)
  return records.flatMap((record) => (record === null || record === undefined ? [] : [JSON.parse(record) as NodeRecord]))
}

/** What waits in a queue for nodes with certain labels. */
export interface Backlog {
  readonly labels: readonly string[]
  /** Tasks that no node has taken. */
  readonly waiting: number
  readonly active: number
  /** The list in Redis that `waiting` is the length of, for autoscalers. */
  readonly key: string
}

/** The nodes of a queue and what waits for them. */
export interface Overview {
  readonly queue: string
  readonly nodes: readonly NodeRecord[]
  readonly backlog: readonly Backlog[]
}

/** @throws what ioredis throws when Redis is not to be had within a few seconds. */
export async function overview(url: string, queue: string): Promise<Overview> {
  const redis = openRedis(url)
  try {
    await reachable(redis)
    const keys = keysOf(queue)
    const sets = await redis.smembers(keys.labelSets)
    const backlog = await Promise.all(
      [...new Set(['', ...sets])].toSorted().map(async (set) => await backlogOf(redis, queue, labelsIn(set))),
    )
    const nodes = await liveNodes(redis, queue)
    return { queue, nodes: nodes.toSorted((one, other) => one.name.localeCompare(other.name)), backlog }
  } finally {
    redis.disconnect()
  }
}

/** Milliseconds that people wait for an answer. */
const PATIENCE = 5000

/** @throws Error when Redis is not to be had within a few seconds, with its reason. */
async function reachable(redis: Redis): Promise<void> {
  let reason = 'no answer'
  redis.on('error', (error) => {
    reason = error.message === '' ? String((error as NodeJS.ErrnoException).code) : error.message
  })
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(reason)), PATIENCE)
  try {
    await Promise.race([redis.ping(), promise])
  } finally {
    clearTimeout(timer)
  }
}

async function backlogOf(redis: Redis, queue: string, labels: readonly string[]): Promise<Backlog> {
  const name = keysOf(queue).jobs(labels)
  const jobs = new Queue(name, { connection: redis, prefix: PREFIX })
  try {
    const { waiting = 0, active = 0 } = await jobs.getJobCounts('waiting', 'active')
    return { labels, waiting, active, key: `${PREFIX}:${name}:wait` }
  } finally {
    await jobs.close()
  }
}

/** Whether a node may run what wants these labels. */
export const serves = (node: Pick<NodeRecord, 'labels'>, labels: readonly string[]): boolean =>
  labels.every((label) => node.labels.includes(label))
