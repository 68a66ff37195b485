import type { Json } from '@millrace/protocol'
import type { WorkerTypeMetadata } from './worker-type.ts'
import { docker } from './worker-types/docker.ts'
import { kubernetes } from './worker-types/kubernetes.ts'
import { prefectAgent } from './worker-types/prefect-agent.ts'
import { process } from './worker-types/process.ts'

/** Every type of worker that pools are offered for. */
const WORKER_TYPES: readonly WorkerTypeMetadata[] = [prefectAgent, process, docker, kubernetes]

/** The view `aggregate-worker-metadata`: collection, then type, then what is known of it. */
export function aggregateWorkerMetadata(): Record<string, Json> {
  const byCollection = Map.groupBy(WORKER_TYPES, ({ collection }) => collection)
  return Object.fromEntries(
    [...byCollection].map(([collection, types]) => [collection, Object.fromEntries(types.map((type) => [type.type, described(type)]))]),
  )
}

function described(type: WorkerTypeMetadata): Record<string, Json> {
  const { collection: _, default_base_job_configuration: template, ...metadata } = type
  return { ...metadata, default_base_job_configuration: { ...template } }
}
