import type { V1EnvVar } from '@kubernetes/client-node'
import type { KubernetesConfiguration } from '../configuration.ts'
import type { Plain } from '../plain.ts'

/** Settings that say something of the worker's machine or of a server, not of the container. */
const NOT_FOR_CONTAINERS = /^(?:(?:MILLRACE|PREFECT)_(?:HOME|PROFILES_PATH)|MILLRACE_SERVER_.*)$/

/** Where the variables of a container come from; later ones win. */
export interface EnvironmentSources {
  readonly settings: Readonly<Record<string, string>>
  /** What the manifest says itself. */
  readonly manifest: readonly Plain<V1EnvVar>[]
  readonly variables: KubernetesConfiguration['env']
  /** Which run it is. */
  readonly identity: Readonly<Record<string, string>>
}

/** The environment of a container as its manifest has it, each name once. */
export function containerEnvironment({ settings, manifest, variables, identity }: EnvironmentSources): Plain<V1EnvVar>[] {
  const entries = new Map<string, Plain<V1EnvVar>>()
  for (const [name, value] of Object.entries(settings)) if (!NOT_FOR_CONTAINERS.test(name)) entries.set(name, { name, value })
  for (const entry of manifest) entries.set(entry.name, entry)
  if (Array.isArray(variables)) for (const entry of variables) entries.set(entry.name, entry)
  else
    for (const [name, value] of Object.entries(variables)) {
      if (value === null) entries.delete(name)
      else entries.set(name, { name, value })
    }
  for (const [name, value] of Object.entries(identity)) entries.set(name, { name, value })
  return [...entries.values()]
}
