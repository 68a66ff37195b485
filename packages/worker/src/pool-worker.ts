import { hostname } from 'node:os'
import { type Client, isStatus } from '@millrace/client'
import { environmentOf, type Settings } from '@millrace/settings'
import { poolSource } from './sources/pool-source.ts'
import { workerTypeFor } from './types/registry.ts'
import type { BaseJobTemplate, WorkerType } from './types/worker-type.ts'
import { Worker, type WorkerOptions } from './worker.ts'
import type { WorkerLog } from './worker-log.ts'

/** What a worker and an agent have in common. */
export interface CommonOptions {
  readonly client: Client
  readonly settings: Settings
  /** The server that runs are to talk to, where the settings name none. */
  readonly apiUrl?: string | undefined
  readonly name?: string | undefined
  /** Most runs at once. */
  readonly limit?: number | undefined
  /** Default: `worker.prefetchSeconds`. */
  readonly prefetchSeconds?: number | undefined
  readonly runOnce?: boolean | undefined
  readonly log: WorkerLog
  readonly onOutput?: WorkerOptions['onOutput']
}

export interface PoolWorkerOptions extends CommonOptions {
  readonly pool: string
  /** Default: the type of the pool, or `process` when there is no pool yet. */
  readonly type?: string | undefined
  /** Default: all queues of the pool. */
  readonly queues?: readonly string[] | undefined
  /** Make the pool when it is not there (default true). */
  readonly createPool?: boolean | undefined
  readonly baseJobTemplate?: BaseJobTemplate | undefined
}

/** How long a cancelled run may take to end by itself. */
const GRACE_SECONDS = 30

/**
 * Makes a worker for a work pool.
 *
 * @throws UnknownWorkerType when there is none of the pool's type.
 * @throws MissingWorkerPackage when the package of the type is not installed.
 */
export async function createPoolWorker(options: PoolWorkerOptions): Promise<Worker> {
  const { client, settings, pool, queues = [], createPool = true, baseJobTemplate } = options
  const type = await workerTypeFor(options.type ?? (await typeOfPool(client, pool)) ?? 'process')
  const name = workerName(options)
  const { heartbeatSeconds } = settings.worker
  return new Worker({
    ...commonOptions(options, name, type),
    source: poolSource({ client, pool, type, queues, workerName: name, heartbeatSeconds, createPool, baseJobTemplate }),
  })
}

async function typeOfPool(client: Client, name: string): Promise<string | undefined> {
  try {
    return (await client.workPools.read({ params: { name } })).type
  } catch (error) {
    if (isStatus(error, 404)) return undefined
    throw error
  }
}

/** The given name, or one that tells workers of a machine apart. */
export const workerName = ({ name }: CommonOptions): string => name ?? `ProcessWorker ${hostname()}-${process.pid}`

/** What the options of every worker come down to, apart from where it finds its runs. */
export function commonOptions(options: CommonOptions, name: string, type: WorkerType): Omit<WorkerOptions, 'source'> {
  const { client, settings, apiUrl, limit, runOnce, log, onOutput } = options
  const { prefetchSeconds, querySeconds, heartbeatSeconds, cancellationPollSeconds, leaseSeconds } = settings.worker
  return {
    client,
    type,
    environment: { ...environmentOf(settings), ...(apiUrl === undefined ? {} : { MILLRACE_API_URL: apiUrl, PREFECT_API_URL: apiUrl }) },
    workerName: name,
    limit,
    runOnce,
    log,
    onOutput,
    prefetchSeconds: options.prefetchSeconds ?? prefetchSeconds,
    querySeconds,
    heartbeatSeconds,
    cancellationPollSeconds,
    leaseSeconds,
    graceSeconds: GRACE_SECONDS,
  }
}
