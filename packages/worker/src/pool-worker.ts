import { createHash } from 'node:crypto'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { type Client, isStatus } from '@millrace/client'
import type { BaseJobTemplate } from '@millrace/protocol/job-templates'
import { environmentOf, type Settings } from '@millrace/settings'
import { prefectCredentials } from './prefect-credentials.ts'
import { openRunRecords } from './runs/run-records.ts'
import { poolSource } from './sources/pool-source.ts'
import { workerTypeFor } from './types/registry.ts'
import { oneType, type RunTypes } from './types/run-types.ts'
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
  readonly onPoll?: WorkerOptions['onPoll']
  readonly onEnd?: WorkerOptions['onEnd']
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
  const { client, settings, pool, queues = [], createPool = true, baseJobTemplate, log } = options
  const type = await workerTypeFor(options.type ?? (await typeOfPool(client, pool)) ?? 'process')
  const name = workerName(options, type.type)
  const { heartbeatSeconds } = settings.worker
  return new Worker({
    ...(await commonOptions(options, name, oneType(type), pool)),
    source: poolSource({ client, pool, type, queues, workerName: name, heartbeatSeconds, createPool, baseJobTemplate, log }),
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

/** The given name, or one that tells workers of a machine apart, with their type in front as Prefect's have it. */
export const workerName = ({ name }: CommonOptions, type: string): string =>
  name ?? `${type.slice(0, 1).toUpperCase()}${type.slice(1)}Worker ${hostname()}-${process.pid}`

/** What the options of every worker come down to, apart from where it finds its runs; `place` names that. */
export async function commonOptions(
  options: CommonOptions,
  name: string,
  types: RunTypes,
  place: string,
): Promise<Omit<WorkerOptions, 'source'>> {
  const { client, settings, apiUrl, limit, runOnce, log, onOutput, onPoll, onEnd } = options
  const { prefetchSeconds, querySeconds, heartbeatSeconds, cancellationPollSeconds, leaseSeconds } = settings.worker
  return {
    client,
    types,
    environment: {
      ...environmentOf(settings),
      ...prefectCredentials(settings),
      ...(apiUrl === undefined ? {} : { MILLRACE_API_URL: apiUrl, PREFECT_API_URL: apiUrl }),
    },
    workerName: name,
    records: await openRunRecords(recordsFolder(settings, client, types, place)),
    limit,
    runOnce,
    log,
    onOutput,
    onPoll,
    onEnd,
    prefetchSeconds: options.prefetchSeconds ?? prefetchSeconds,
    querySeconds,
    heartbeatSeconds,
    cancellationPollSeconds,
    leaseSeconds,
    graceSeconds: GRACE_SECONDS,
  }
}

/** Workers that could stand in for each other find what the other has left: of the same server, type and place. */
function recordsFolder({ home }: Settings, { transport }: Client, { usual: { type } }: RunTypes, place: string): string {
  const whose = createHash('sha256').update([transport.address, type, place].join('\n')).digest('hex').slice(0, 16)
  return join(home, 'worker', 'runs', whose)
}
