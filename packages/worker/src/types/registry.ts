import { MissingWorkerPackage, UnknownWorkerType } from '../errors.ts'
import { processType } from './process.ts'
import type { WorkerType } from './worker-type.ts'

/** The types that every installation has; to add one, write `types/<name>.ts` and put it here. */
const BUILT_IN: Readonly<Record<string, WorkerType>> = { process: processType }

/** The types that come with packages of their own, each of which exports it as `workerType`. */
const PACKAGES: Readonly<Record<string, string>> = { docker: '@millrace/docker', kubernetes: '@millrace/kubernetes' }

/** The work pools of 2.x agents run their flows as processes. */
const ALIASES: Readonly<Record<string, string>> = { 'prefect-agent': 'process' }

/** Names of all types of workers. */
export const workerTypeNames: readonly string[] = [...Object.keys(BUILT_IN), ...Object.keys(PACKAGES)]

/**
 * The worker type that serves work pools of a type.
 *
 * @throws UnknownWorkerType naming those there are.
 * @throws MissingWorkerPackage when its package is not installed.
 */
export async function workerTypeFor(type: string): Promise<WorkerType> {
  const name = ALIASES[type] ?? type
  const builtIn = BUILT_IN[name]
  if (builtIn !== undefined) return builtIn
  const from = PACKAGES[name]
  if (from === undefined) throw new UnknownWorkerType(type, workerTypeNames)
  return typeOfPackage(name, from)
}

async function typeOfPackage(type: string, from: string): Promise<WorkerType> {
  try {
    return ((await import(from)) as { workerType: WorkerType }).workerType
  } catch (error) {
    // Of a package that is there, anything it lacks itself is another mistake.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND' || !String(error).includes(`'${from}'`)) throw error
    throw new MissingWorkerPackage(type, from)
  }
}
