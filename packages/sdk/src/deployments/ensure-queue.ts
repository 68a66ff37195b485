import type { Client } from '@millrace/client'
import { isStatus } from '@millrace/client/errors'
import { DEFAULT_AGENT_POOL } from '@millrace/protocol/constants'

/** The queue of a deployment's runs. */
export interface QueueOfRuns {
  /** Null: that of agents. */
  readonly pool: string | null
  readonly queue: string
  /** Most runs at once of the queue; what the queue has stays where nothing is given. */
  readonly concurrency?: number | undefined
}

/** Makes a queue where it is not there, and sets its limit where one is given; with the queue, the pool of agents comes into being. */
export async function ensureQueue(client: Client, { pool, queue, concurrency }: QueueOfRuns): Promise<void> {
  const id = await queueId(client, pool ?? DEFAULT_AGENT_POOL, queue)
  if (concurrency !== undefined) await client.workQueues.update({ params: { id }, body: { concurrency_limit: concurrency } })
}

async function queueId(client: Client, pool: string, name: string): Promise<string> {
  const read = async (): Promise<string> => (await client.workPools.readQueue({ params: { work_pool_name: pool, name } })).id
  try {
    return await read()
  } catch (error) {
    if (!isStatus(error, 404)) throw error
  }
  try {
    // By this route the server makes the pool of agents as well, when it is not there yet.
    if (pool === DEFAULT_AGENT_POOL) return (await client.workQueues.create({ body: { name } })).id
    return (await client.workPools.createQueue({ params: { work_pool_name: pool }, body: { name } })).id
  } catch (error) {
    if (!isStatus(error, 409)) throw error
    // Somebody who deploys at the same time has made it meanwhile.
    return await read()
  }
}
