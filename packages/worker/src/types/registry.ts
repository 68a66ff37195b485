import { UnknownWorkerType } from '../errors.ts'
import { processType } from './process.ts'
import type { WorkerType } from './worker-type.ts'

/** Every type of worker; to add one, write `types/<name>.ts` and put it here. */
export const workerTypes = { process: processType } as const satisfies Readonly<Record<string, WorkerType>>

/** The work pools of 2.x agents run their flows as processes. */
const ALIASES: Readonly<Record<string, string>> = { 'prefect-agent': 'process' }

/**
 * The worker type that serves work pools of a type.
 *
 * @throws UnknownWorkerType naming those there are.
 */
export function workerTypeFor(type: string): WorkerType {
  const known: Readonly<Record<string, WorkerType>> = workerTypes
  const found = known[ALIASES[type] ?? type]
  if (found === undefined) throw new UnknownWorkerType(type, Object.keys(workerTypes))
  return found
}
