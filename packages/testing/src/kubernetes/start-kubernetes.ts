import type { AddressInfo } from 'node:net'
import { apiServer } from './api-server.ts'
import type { Image } from './container.ts'
import { JobController, type StoredJob } from './job-controller.ts'
import { type Fate, Kubelet, type StoredPod } from './kubelet.ts'
import { ObjectStore } from './object-store.ts'
import { JOBS, NAMESPACES, PODS, SERVICE_ACCOUNTS } from './resources.ts'

export interface KubernetesOptions {
  /** The images that can be pulled, by name. */
  readonly images: Readonly<Record<string, Image>>
  /** Beside `default` and `kube-system`. */
  readonly namespaces?: readonly string[]
}

/** A small API server with a node, and what happens to clusters. */
export interface RunningKubernetes extends AsyncDisposable {
  readonly url: string
  /** As a kubectl configuration file holds it; JSON is YAML. */
  readonly kubeConfig: KubeConfigFile
  jobs(namespace?: string): StoredJob[]
  pods(namespace?: string): StoredPod[]
  /** Kills the container of a pod for a reason that the node knows: out of memory, eviction. */
  endPod(pod: StoredPod, fate: Fate): void
  /** No further pod finds a node. */
  fill(): void
  /** No further pod may be made, as a quota or an admission controller says. */
  refusePods(why: string): void
  /** Closes every connection, as a load balancer does that restarts. */
  disconnect(): void
  /** Forgets the changes so far: whoever watches on from an older version is answered 410. */
  compact(): void
}

/** What a kubectl configuration file says of the cluster. */
export interface KubeConfigFile {
  readonly [key: string]: unknown
  readonly 'current-context': string
}

/** Starts the API server on a free port of loopback. */
export async function startKubernetes({ images, namespaces = [] }: KubernetesOptions): Promise<RunningKubernetes> {
  const store = new ObjectStore()
  for (const name of ['default', 'kube-system', ...namespaces]) {
    store.create(NAMESPACES, undefined, { metadata: { name } })
    store.create(SERVICE_ACCOUNTS, name, { metadata: { name: 'default' } })
  }
  const kubelet = new Kubelet(store, images)
  const controller = new JobController(store)
  const server = apiServer(store, kubelet)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    kubeConfig: kubeConfigFor(url),
    jobs: (namespace) => store.list<StoredJob>(JOBS, namespace),
    pods: (namespace) => store.list<StoredPod>(PODS, namespace),
    endPod: (pod, fate) => kubelet.end(pod, fate),
    fill() {
      kubelet.hasRoom = false
    },
    refusePods(why) {
      controller.refusal = why
    },
    disconnect: () => server.closeAllConnections(),
    compact: () => store.compact(),
    async [Symbol.asyncDispose]() {
      controller.close()
      await kubelet.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const kubeConfigFor = (server: string): KubeConfigFile => ({
  apiVersion: 'v1',
  kind: 'Config',
  // The official client speaks plain HTTP only to clusters whose certificate nobody checks.
  clusters: [{ name: 'test', cluster: { server, 'insecure-skip-tls-verify': true } }],
  users: [{ name: 'test', user: {} }],
  contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
  'current-context': 'test',
})
