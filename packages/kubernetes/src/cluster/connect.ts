import type * as Library from '@kubernetes/client-node'
import type { KubernetesConfiguration } from '../configuration.ts'
import { ClusterRefused } from '../errors.ts'

/** A cluster, and how to talk to it. */
export interface Cluster {
  /** The official client, which is loaded when the first job is made: it takes half a second and 100 MB. */
  readonly library: typeof Library
  readonly config: Library.KubeConfig
  readonly jobs: Library.BatchV1Api
  readonly core: Library.CoreV1Api
  /** Sends objects as they are, where the typed API drops the fields it does not know. */
  readonly plain: Library.CustomObjectsApi
}

const connections = new Map<string, Cluster>()

/**
 * Finds the cluster: that of the configuration, or the one that kubectl would talk to here (`KUBECONFIG`,
 * `~/.kube/config`), or the one this process is a pod of.
 *
 * @throws ClusterRefused when the configuration names none.
 */
export async function connect(given: KubernetesConfiguration['cluster_config']): Promise<Cluster> {
  const key = JSON.stringify(given ?? null)
  const known = connections.get(key)
  if (known !== undefined) return known
  const library = await import('@kubernetes/client-node')
  const config = new library.KubeConfig()
  if (given === null || given === undefined) config.loadFromDefault()
  else loadGiven(config, given)
  if (config.getCurrentCluster() === null)
    throw new ClusterRefused(`the cluster configuration has no cluster for the context '${config.getCurrentContext()}'`)
  const cluster: Cluster = {
    library,
    config,
    jobs: config.makeApiClient(library.BatchV1Api),
    core: config.makeApiClient(library.CoreV1Api),
    plain: config.makeApiClient(library.CustomObjectsApi),
  }
  connections.set(key, cluster)
  return cluster
}

function loadGiven(
  config: Library.KubeConfig,
  { config: file, context_name: context }: NonNullable<KubernetesConfiguration['cluster_config']>,
): void {
  config.loadFromString(typeof file === 'string' ? file : JSON.stringify(file))
  if (context === null || context === undefined) return
  const contexts = config.getContexts().map(({ name }) => name)
  if (!contexts.includes(context))
    throw new ClusterRefused(
      `the cluster configuration has no context '${context}'; it has ${contexts.map((name) => `'${name}'`).join(', ')}`,
    )
  config.setCurrentContext(context)
}
