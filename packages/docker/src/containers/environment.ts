import { flowRunEnvironment } from '@millrace/sdk/runner'
import type { Job } from '@millrace/worker'
import type { DockerConfiguration } from './configuration.ts'
import { reachableUrl } from './network.ts'

/** Settings that mean a folder of the worker's machine, or are the server's business. */
const STAYS_HERE = /^(?:MILLRACE|PREFECT)_(?:HOME$|PROFILES_PATH$|SERVER_)/

const API_URL = /^(?:MILLRACE|PREFECT)_API_URL$/

/** The environment of a run's container: the settings, the job's own variables, and which run it is; later ones win. */
export function environmentOf(
  { environment, configuration, flowRun, attempt }: Job<DockerConfiguration>,
  networkMode: string | undefined,
): Record<string, string> {
  const settings = Object.fromEntries(Object.entries(environment).filter(([name]) => !STAYS_HERE.test(name)))
  const chosen = { ...settings, ...configuration.env, ...flowRunEnvironment({ flowRunId: flowRun.id, attempt }) }
  return Object.fromEntries(
    Object.entries(chosen).flatMap(([name, value]) => {
      if (value === null) return []
      return [[name, networkMode !== 'host' && API_URL.test(name) ? reachableUrl(value) : value] as const]
    }),
  )
}
