import type { V1Container, V1ContainerState, V1EnvVar, V1Pod, V1PodStatus, V1Secret } from '@kubernetes/client-node'
import { type Container, type Image, startContainer } from './container.ts'
import type { ObjectStore, Stored } from './object-store.ts'
import { PODS, SECRETS } from './resources.ts'
import type { Plain } from './plain.ts'

/** A pod as it is kept. */
export type StoredPod = Stored & Pick<Plain<V1Pod>, 'spec' | 'status'>

/** Why a pod ends, when its own process does not say. */
export interface Fate {
  /** Of the container; `OOMKilled`. */
  readonly containerReason?: string
  /** Of the pod; `Evicted`. */
  readonly podReason?: string
  readonly message?: string
}

/** Runs the containers of pods as processes of this machine. */
export class Kubelet {
  readonly #store: ObjectStore
  readonly #images: Readonly<Record<string, Image>>
  readonly #containers = new Map<string, Container>()
  readonly #fates = new Map<string, Fate>()
  readonly #works = new Set<Promise<void>>()
  /** False: pods stay unscheduled. */
  hasRoom = true

  constructor(store: ObjectStore, images: Readonly<Record<string, Image>>) {
    this.#store = store
    this.#images = images
    store.onChange(({ type, resource, object }) => {
      if (resource !== PODS) return
      const pod: StoredPod = object
      if (type === 'ADDED') this.#work(this.#run(pod))
      else if (type === 'DELETED') this.#containers.get(pod.metadata.uid)?.kill('SIGKILL')
      else if (pod.metadata.deletionTimestamp !== undefined) this.#work(this.#terminate(pod))
    })
  }

  containerOf({ metadata: { uid } }: Stored): Container | undefined {
    return this.#containers.get(uid)
  }

  /** Kills the container of a pod for a reason that only the node knows. */
  end({ metadata: { uid } }: Stored, fate: Fate): void {
    this.#fates.set(uid, fate)
    this.#containers.get(uid)?.kill('SIGKILL')
  }

  /** Ends all containers and waits for them. */
  async close(): Promise<void> {
    for (const container of this.#containers.values()) container.kill('SIGKILL')
    await Promise.all(this.#works)
  }

  #work(work: Promise<void>): void {
    this.#works.add(work)
    void work.finally(() => this.#works.delete(work))
  }

  async #run(pod: StoredPod): Promise<void> {
    const container = pod.spec?.containers[0]
    if (container === undefined) return
    const waits = (reason: string, message: string): void => this.#update(pod, waitingStatus(container, reason, message))
    if (!this.hasRoom) return this.#update(pod, unschedulable())
    const image = this.#images[container.image ?? '']
    if (image === undefined) {
      waits('ErrImagePull', `failed to pull and unpack image "${container.image}": not found`)
      return waits('ImagePullBackOff', `Back-off pulling image "${container.image}"`)
    }
    const env = this.#environment(pod, container)
    if (typeof env === 'string') return waits('CreateContainerConfigError', env)
    waits('ContainerCreating', '')
    const argv = [...(container.command ?? image.entrypoint ?? []), ...(container.args ?? [])]
    const startedAt = new Date()
    try {
      const started = await startContainer({ argv, env: { ...image.env, ...env }, cwd: container.workingDir ?? image.workingDir })
      this.#containers.set(pod.metadata.uid, started)
      if (this.#store.find(PODS, pod.metadata.namespace, pod.metadata.name) === undefined) started.kill('SIGKILL')
      this.#update(pod, statusOf('Running', container, { running: { startedAt } }, true))
      const exitCode = await started.ended
      this.#finish(pod, container, exitCode, startedAt)
    } catch (error) {
      const terminated = { exitCode: 128, reason: 'StartError', message: `failed to create containerd task: ${String(error)}`, startedAt }
      this.#update(pod, statusOf('Failed', container, { terminated: { ...terminated, finishedAt: new Date() } }))
    }
  }

  #finish(pod: StoredPod, container: Plain<V1Container>, exitCode: number, startedAt: Date): void {
    const { containerReason, podReason, message } = this.#fates.get(pod.metadata.uid) ?? {}
    const reason = containerReason ?? (exitCode === 0 ? 'Completed' : 'Error')
    const state = { terminated: { exitCode, reason, startedAt, finishedAt: new Date() } }
    this.#update(pod, {
      ...statusOf(exitCode === 0 ? 'Succeeded' : 'Failed', container, state),
      ...(podReason === undefined ? {} : { reason: podReason }),
      ...(message === undefined ? {} : { message }),
    })
  }

  /** SIGTERM, SIGKILL once the grace is over, and then the pod goes. */
  async #terminate(pod: StoredPod): Promise<void> {
    const container = this.#containers.get(pod.metadata.uid)
    if (container?.running) {
      container.kill('SIGTERM')
      const timer = setTimeout(() => container.kill('SIGKILL'), (pod.metadata.deletionGracePeriodSeconds ?? 30) * 1000)
      await container.ended
      clearTimeout(timer)
    }
    // What became of the container is told before its pod is gone.
    await Promise.resolve()
    this.#store.remove(PODS, pod)
  }

  #update({ metadata: { namespace, name, uid } }: StoredPod, status: Plain<V1PodStatus>): void {
    const there: StoredPod | undefined = this.#store.find(PODS, namespace, name)
    if (there?.metadata.uid === uid) this.#store.replace(PODS, { ...there, status })
  }

  /** The environment, or why it cannot be made. */
  #environment({ metadata: { namespace } }: StoredPod, { env = [], envFrom = [] }: Plain<V1Container>): Record<string, string> | string {
    const variables: Record<string, string> = {}
    for (const { secretRef } of envFrom) {
      const secret = this.#secret(namespace, secretRef?.name)
      if (secret === undefined) return `secret "${secretRef?.name}" not found`
      Object.assign(variables, secret)
    }
    for (const { name, value, valueFrom } of env) {
      const found = this.#value(namespace, value, valueFrom)
      if (found === undefined) return `secret "${valueFrom?.secretKeyRef?.name}" not found`
      variables[name] = found
    }
    return variables
  }

  #value(namespace: string | undefined, value: string | undefined, from: Plain<V1EnvVar>['valueFrom']): string | undefined {
    const reference = from?.secretKeyRef
    if (reference === undefined) return value ?? ''
    return this.#secret(namespace, reference.name)?.[reference.key]
  }

  #secret(namespace: string | undefined, name = ''): Record<string, string> | undefined {
    const secret: (Stored & Pick<Plain<V1Secret>, 'data' | 'stringData'>) | undefined = this.#store.find(SECRETS, namespace, name)
    if (secret === undefined) return undefined
    const data = Object.entries(secret.data ?? {}).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()] as const)
    return { ...Object.fromEntries(data), ...secret.stringData }
  }
}

const waitingStatus = (container: Plain<V1Container>, reason: string, message: string): Plain<V1PodStatus> =>
  statusOf('Pending', container, { waiting: { reason, ...(message === '' ? {} : { message }) } })

const unschedulable = (): Plain<V1PodStatus> => ({
  phase: 'Pending',
  conditions: [
    { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/1 nodes are available: 1 Insufficient memory.' },
  ],
})

const statusOf = (
  phase: string,
  { name, image = '' }: Plain<V1Container>,
  state: Plain<V1ContainerState>,
  ready = false,
): Plain<V1PodStatus> => ({
  phase,
  startTime: new Date(),
  conditions: [{ type: 'PodScheduled', status: 'True' }],
  containerStatuses: [{ name, image, imageID: image, ready, restartCount: 0, state }],
})
