import { setTimeout as pause } from 'node:timers/promises'
import type { V1Job, V1Pod } from '@kubernetes/client-node'
import type { Infrastructure, InfrastructureEnd } from '@millrace/worker'
import type { Cluster } from '../cluster/connect.ts'
import { refusal, statusOf } from '../cluster/refusal.ts'
import { watched } from '../cluster/watched.ts'
import { deadlineOf, endOfPod, hasStarted, isFinal, isHopeless, whyFailed, whyPending } from './explain-pod.ts'
import { followLog } from './follow-log.ts'
import type { Plain } from '../plain.ts'

export interface FollowOptions {
  readonly namespace: string
  readonly name: string
  readonly onLine: (line: string, stream: 'stdout' | 'stderr') => void
  /** Seconds within which a pod has to run. */
  readonly podSeconds: number
  /** Seconds that the job may take; undefined: any. */
  readonly jobSeconds: number | undefined
  /** Output from this moment on; undefined: all. */
  readonly from: Date | undefined
}

/** Milliseconds that the rest of a log may take to come when its job is over: its node may be gone. */
const LOG_MOST_MS = 10_000

/** Stays with a job until it is over: its pods, their output, what became of them. */
export function followJob(cluster: Cluster, options: FollowOptions): Infrastructure {
  const { namespace, name } = options
  const follower = new JobFollower(cluster, options)
  return {
    identifier: `${namespace}:${name}`,
    ended: follower.ended,
    stop: (graceSeconds) => follower.stop(graceSeconds),
  }
}

class JobFollower {
  readonly ended: Promise<InfrastructureEnd>
  readonly #cluster: Cluster
  readonly #options: FollowOptions
  readonly #pods = new Map<string, { pod: Plain<V1Pod>; gone: boolean }>()
  readonly #logs = new Map<string, Promise<void>>()
  readonly #over = new AbortController()
  readonly #watches: Disposable[]
  readonly #timers: NodeJS.Timeout[]
  readonly #resolve: (end: InfrastructureEnd) => void
  #job: Plain<V1Job> | undefined
  #jobGone = false
  #settling = false
  /** Why we ended it ourselves. */
  #verdict: string | undefined

  constructor(cluster: Cluster, options: FollowOptions) {
    this.#cluster = cluster
    this.#options = options
    const { promise, resolve } = Promise.withResolvers<InfrastructureEnd>()
    this.ended = promise
    this.#resolve = resolve
    this.#watches = [this.#watchPods(), this.#watchJob()]
    const { podSeconds, jobSeconds } = options
    this.#timers = [
      setTimeout(() => void this.#giveUpWaiting(), podSeconds * 1000),
      ...(jobSeconds === undefined
        ? []
        : [setTimeout(() => void this.#giveUp(`took longer than ${jobSeconds} s (job_watch_timeout_seconds)`), jobSeconds * 1000)]),
    ]
  }

  /** Deletes the job and gives its pods `graceSeconds` to end. */
  async stop(graceSeconds: number): Promise<InfrastructureEnd> {
    const { namespace, name } = this.#options
    const { jobs, core } = this.#cluster
    try {
      // In the foreground, so that the job is there until its pods are not; from then on it makes no further ones.
      await jobs.deleteNamespacedJob({ namespace, name, propagationPolicy: 'Foreground' }).catch(unlessGone)
      const { items } = await core.listNamespacedPod({ namespace, labelSelector: `job-name=${name}` })
      // A node needs a second to tell what became of the container; none at all, and nobody ever knows.
      const gracePeriodSeconds = Math.max(1, Math.round(graceSeconds))
      await Promise.all(
        items.map(({ metadata }) =>
          core.deleteNamespacedPod({ namespace, name: metadata?.name ?? '', gracePeriodSeconds }).catch(unlessGone),
        ),
      )
    } catch (error) {
      throw refusal(this.#cluster, `job ${name} could not be deleted`, error)
    }
    return await this.ended
  }

  #watchPods(): Disposable {
    const { namespace, name } = this.#options
    const labelSelector = `job-name=${name}`
    return watched<Plain<V1Pod>>({
      cluster: this.#cluster,
      path: `/api/v1/namespaces/${namespace}/pods`,
      labelSelector,
      list: () => this.#cluster.core.listNamespacedPod({ namespace, labelSelector }),
      onChange: (pod, gone) => this.#podChanged(pod, gone),
    })
  }

  #watchJob(): Disposable {
    const { namespace, name } = this.#options
    const fieldSelector = `metadata.name=${name}`
    return watched<Plain<V1Job>>({
      cluster: this.#cluster,
      path: `/apis/batch/v1/namespaces/${namespace}/jobs`,
      fieldSelector,
      list: () => this.#cluster.jobs.listNamespacedJob({ namespace, fieldSelector }),
      onChange: (job, gone) => {
        this.#job = job
        this.#jobGone = gone
        void this.#settle()
      },
      // It may have gone before the first look.
      onListed: (jobs) => {
        if (jobs.length > 0) return
        this.#jobGone = true
        void this.#settle()
      },
    })
  }

  #podChanged(pod: Plain<V1Pod>, gone: boolean): void {
    const uid = pod.metadata?.uid ?? ''
    this.#pods.set(uid, { pod, gone })
    if (hasStarted(pod) && !this.#logs.has(uid)) this.#logs.set(uid, this.#follow(uid, pod))
    if (isHopeless(pod)) void this.#giveUpWaiting()
    void this.#settle()
  }

  #follow(uid: string, pod: Plain<V1Pod>): Promise<void> {
    const { namespace, onLine, from } = this.#options
    return followLog({
      cluster: this.#cluster,
      namespace,
      pod: pod.metadata?.name ?? '',
      container: pod.spec?.containers[0]?.name ?? '',
      from,
      onLine: (line) => onLine(line, 'stdout'),
      isOver: () => {
        const known = this.#pods.get(uid)
        return known === undefined || known.gone || endOfPod(known.pod) !== undefined
      },
      signal: this.#over.signal,
    })
  }

  /** Ends the wait when the job is over and none of its pods runs any more. */
  async #settle(): Promise<void> {
    if (this.#settling || !this.#isOver()) return
    this.#settling = true
    await this.#readPods()
    if ([...this.#pods.values()].some(({ pod, gone }) => !gone && !isFinal(pod))) {
      this.#settling = false
      return
    }
    await Promise.race([Promise.all(this.#logs.values()), pause(LOG_MOST_MS, undefined, { ref: false })])
    const end = this.#end()
    this.#over.abort()
    for (const watch of this.#watches) watch[Symbol.dispose]()
    for (const one of this.#timers) clearTimeout(one)
    this.#resolve(end)
  }

  #isOver(): boolean {
    const conditions = this.#job?.status?.conditions ?? []
    return this.#jobGone || conditions.some(({ type, status }) => status === 'True' && (type === 'Complete' || type === 'Failed'))
  }

  /** The watch of pods may lag behind that of the job. */
  async #readPods(): Promise<void> {
    const { namespace, name } = this.#options
    try {
      const { items } = await this.#cluster.core.listNamespacedPod({ namespace, labelSelector: `job-name=${name}` })
      for (const pod of items) {
        const uid = pod.metadata?.uid ?? ''
        if (!this.#pods.has(uid) || isFinal(pod)) this.#podChanged(pod, false)
      }
    } catch {
      // What the watch has told, or will tell, must do.
    }
  }

  #end(): InfrastructureEnd {
    const newest = [...this.#pods.values()].toSorted((a, b) => created(b.pod) - created(a.pod))[0]
    const end = newest === undefined ? undefined : endOfPod(newest.pod)
    const unknown = { exitCode: end?.exitCode ?? null, signal: null }
    const verdict = this.#verdict ?? (this.#job === undefined ? undefined : deadlineOf(this.#job))
    if (verdict !== undefined) return { ...unknown, reason: verdict }
    if (end !== undefined) return end
    const why = this.#job === undefined ? undefined : whyFailed(this.#job)
    return { ...unknown, reason: why ?? `is gone: job ${this.#options.name} was deleted` }
  }

  async #giveUpWaiting(): Promise<void> {
    const pods = [...this.#pods.values()]
    if (pods.some(({ pod }) => hasStarted(pod))) return
    const why = pods.map(({ pod }) => whyPending(pod)).find((reason) => reason !== undefined) ?? (await this.#whyNoPod())
    await this.#giveUp(
      `did not start within ${this.#options.podSeconds} s (pod_watch_timeout_seconds)${why === undefined ? '' : `: ${why}`}`,
    )
  }

  /** What the cluster says in events of a job that has no pod. */
  async #whyNoPod(): Promise<string | undefined> {
    const { namespace, name } = this.#options
    const fieldSelector = `involvedObject.kind=Job,involvedObject.name=${name},type=Warning`
    const events = await this.#cluster.core.listNamespacedEvent({ namespace, fieldSelector, limit: 10 }).catch(() => undefined)
    return events?.items.at(-1)?.message
  }

  async #giveUp(verdict: string): Promise<void> {
    if (this.#verdict !== undefined || this.#settling) return
    this.#verdict = verdict
    // A cluster that cannot be reached now tells later what became of the job.
    await this.stop(1).catch(() => undefined)
  }
}

function unlessGone(error: unknown): void {
  if (statusOf(error) !== 404) throw error
}

const created = ({ metadata }: Plain<V1Pod>): number =>
  metadata?.creationTimestamp === undefined ? 0 : new Date(metadata.creationTimestamp).getTime()
