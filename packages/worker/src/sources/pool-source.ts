import { ApiError, type Client, isStatus } from '@millrace/client'
import type { ScheduledFlowRun, WorkPool } from '@millrace/protocol'
import { addSeconds, timestampOf } from '@millrace/protocol/instants'
import { WorkPoolNotFound, WorkQueueNotFound, WrongWorkPoolType } from '../errors.ts'
import type { BaseJobTemplate } from '@millrace/protocol/job-templates'
import type { WorkerType } from '../types/worker-type.ts'
import type { WorkerLog } from '../worker-log.ts'
import { type Due, hasWaited, type Poll, preferWait, type WorkSource } from './work-source.ts'

export interface PoolSourceOptions {
  readonly client: Client
  readonly pool: string
  readonly type: Pick<WorkerType, 'type' | 'baseJobTemplate'>
  /** The queues to poll; empty: all. */
  readonly queues: readonly string[]
  readonly workerName: string
  readonly heartbeatSeconds: number
  readonly createPool: boolean
  /** The template of a pool that this worker makes, instead of its type's. */
  readonly baseJobTemplate?: BaseJobTemplate | undefined
  readonly log: Pick<WorkerLog, 'info'>
}

/** The due runs of a work pool. */
export function poolSource(options: PoolSourceOptions): WorkSource {
  const { client, pool, queues, workerName, heartbeatSeconds } = options
  /** The type that the pool has now, where another of that name took its place: its runs are not for this worker. */
  let other: string | undefined
  const readPool = async (): Promise<WorkPool> => {
    const found = await client.workPools.read({ params: { name: pool } })
    other = found.type === options.type.type ? undefined : found.type
    return found
  }
  const requireOurs = (): void => {
    if (other !== undefined) throw new WrongWorkPoolType(pool, other, options.type.type)
  }
  return {
    label: `work pool '${pool}'`,
    async prepare(report) {
      const { type } = await ensurePool(options)
      if (type !== options.type.type) throw new WrongWorkPoolType(pool, type, options.type.type)
      await Promise.all(queues.map((queue) => requireQueue(client, pool, queue)))
      await this.heartbeat(report)
    },
    async heartbeat(report) {
      await client.workPools.heartbeat({
        params: { work_pool_name: pool },
        body: {
          name: workerName,
          heartbeat_interval_seconds: Math.max(1, Math.round(heartbeatSeconds)),
          worker_type: options.type.type,
          self_report: report ?? null,
        },
      })
      await readPool()
    },
    async poll(poll) {
      requireOurs()
      return await pollPool(options, poll)
    },
    async template() {
      const { base_job_template: template } = await readPool()
      requireOurs()
      return isTemplate(template) ? template : undefined
    },
  }
}

const isTemplate = (value: unknown): value is BaseJobTemplate =>
  typeof value === 'object' && value !== null && 'job_configuration' in value && 'variables' in value

async function pollPool({ client, pool, queues }: PoolSourceOptions, { limit, prefetchSeconds, waitSeconds, signal }: Poll): Promise<Due> {
  const path = `/work_pools/${encodeURIComponent(pool)}/get_scheduled_flow_runs`
  const response = await client.transport.send({
    method: 'POST',
    path,
    headers: preferWait(waitSeconds),
    body: {
      ...(queues.length === 0 ? {} : { work_queue_names: queues }),
      scheduled_before: addSeconds(timestampOf(new Date()), prefetchSeconds),
      limit,
    },
    signal,
  })
  if (response.status !== 200) throw new ApiError(`POST ${path}`, response.status, response.body)
  return { flowRuns: (response.body as readonly ScheduledFlowRun[]).map(({ flow_run }) => flow_run), waited: hasWaited(response) }
}

/** Reads the pool; makes it when it is not there, and gives it the template of this worker's type when it has none. */
async function ensurePool(options: PoolSourceOptions): Promise<WorkPool> {
  const { client, pool: name, type, createPool, log } = options
  const template = options.baseJobTemplate ?? type.baseJobTemplate
  const found = await findPool(client, name)
  if (found === undefined) {
    if (!createPool) throw new WorkPoolNotFound(name)
    const made = await client.workPools
      .create({ body: { name, type: type.type, base_job_template: { ...template } } })
      .catch((error: unknown) => {
        // Another worker that starts at the same time was quicker.
        if (isStatus(error, 409)) return undefined
        throw error
      })
    if (made === undefined) return await client.workPools.read({ params: { name } })
    log.info(`there was no work pool '${name}': made it, of type '${type.type}'`)
    return made
  }
  if (found.type === type.type && Object.keys(found.base_job_template).length === 0)
    await client.workPools.update({ params: { name }, body: { base_job_template: { ...template } } })
  return found
}

async function findPool(client: Client, name: string): Promise<WorkPool | undefined> {
  try {
    return await client.workPools.read({ params: { name } })
  } catch (error) {
    if (isStatus(error, 404)) return undefined
    throw error
  }
}

async function requireQueue(client: Client, pool: string, queue: string): Promise<void> {
  try {
    await client.workPools.readQueue({ params: { work_pool_name: pool, name: queue } })
  } catch (error) {
    if (isStatus(error, 404)) throw new WorkQueueNotFound(pool, queue)
    throw error
  }
}
