import { DEFAULT_AGENT_POOL } from '@millrace/protocol/constants'
import { WorkerError } from './errors.ts'
import { type CommonOptions, commonOptions, workerName } from './pool-worker.ts'
import { queueSource } from './sources/queue-source.ts'
import { processType } from './types/process.ts'
import { typesOfBlocks } from './types/run-types.ts'
import { Worker } from './worker.ts'

export interface AgentOptions extends CommonOptions {
  /** Queues to poll, made when they are not there. */
  readonly queues: readonly string[]
  /** Beginnings of queue names to poll. */
  readonly prefixes?: readonly string[] | undefined
  /** Polls a queue that takes runs with these tags; deprecated. */
  readonly tags?: readonly string[] | undefined
  /** Default: the pool of agents. */
  readonly pool?: string | undefined
}

/**
 * Makes an agent: a worker bound to work queues, which runs each deployment as its infrastructure block says (a process without one).
 *
 * @throws WorkerError when no queue is named in any way.
 */
export async function createAgent(options: AgentOptions): Promise<Worker> {
  const { client, queues, prefixes = [], tags = [], pool = DEFAULT_AGENT_POOL } = options
  if (queues.length + prefixes.length + tags.length === 0)
    throw new WorkerError('an agent needs a work queue: name one with -q, a beginning of names with -m, or tags with -t')
  return new Worker({
    ...(await commonOptions(
      options,
      workerName(options, processType.type),
      typesOfBlocks(processType),
      [pool, ...queues, ...prefixes, ...tags].join('\n'),
    )),
    source: queueSource({ client, pool, queues, prefixes, tags }),
  })
}
