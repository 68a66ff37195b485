import type { Client } from '@millrace/client'
import type { Json } from '@millrace/protocol'
import { CommandFailure } from '../errors.ts'

/** What the server knows of a type of worker. */
export interface WorkerTypeDescription {
  readonly type: string
  readonly default_base_job_configuration: Record<string, Json>
}

/** The description of a type of worker; the error has the types that there are. */
export async function workerType(collections: Client['collections'], type: string): Promise<WorkerTypeDescription> {
  const view = await collections.view({ params: { view: 'aggregate-worker-metadata' } })
  const types = Object.values(view).flatMap((collection) => Object.values(collection ?? {}) as unknown as WorkerTypeDescription[])
  const found = types.find((each) => each.type === type)
  if (found !== undefined) return found
  throw new CommandFailure(`Unknown work pool type '${type}'. There are: ${types.map((each) => each.type).join(', ')}.`)
}
