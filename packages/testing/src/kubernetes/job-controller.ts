import type { V1Job, V1JobCondition, V1JobStatus } from '@kubernetes/client-node'
import { deleteObject } from './deletion.ts'
import type { StoredPod } from './kubelet.ts'
import type { ObjectStore, Stored } from './object-store.ts'
import { EVENTS, JOBS, PODS, SERVICE_ACCOUNTS } from './resources.ts'
import type { Plain } from './plain.ts'

/** A job as it is kept. */
export type StoredJob = Stored & Pick<Plain<V1Job>, 'spec' | 'status'>

/** Makes the pods of jobs and says when a job is over. */
export class JobController {
  readonly #store: ObjectStore
  readonly #timers = new Set<NodeJS.Timeout>()
  /** By job: the pods that have failed, deleted ones too. */
  readonly #failed = new Map<string, Set<string>>()
  /** Why the namespace lets no pod be made; as a quota does. */
  refusal: string | undefined

  constructor(store: ObjectStore) {
    this.#store = store
    store.onChange(({ type, resource, object }) => {
      if (resource === JOBS && type === 'ADDED') queueMicrotask(() => this.#begin(object))
      if (resource === PODS && type !== 'ADDED') queueMicrotask(() => this.#podChanged(object, type === 'DELETED'))
    })
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer)
  }

  #begin({ metadata: { namespace, name, uid } }: StoredJob): void {
    const there = this.#current(namespace, name)
    if (there?.spec === undefined) return
    const selector = { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } }
    const job = this.#store.replace(JOBS, { ...there, spec: { ...there.spec, selector } })
    const deadline = job.spec?.activeDeadlineSeconds
    if (deadline !== undefined)
      this.#later(deadline, () => this.#end(job, 'Failed', 'DeadlineExceeded', 'Job was active longer than specified deadline'))
    this.#makePod(job)
  }

  #podChanged(pod: StoredPod, deleted: boolean): void {
    const owner = pod.metadata.ownerReferences?.find(({ kind }) => kind === 'Job')
    const job = owner === undefined ? undefined : this.#current(pod.metadata.namespace, owner.name)
    if (job === undefined || job.metadata.uid !== owner?.uid || isOver(job)) return
    const phase = pod.status?.phase
    if (phase === 'Succeeded') return this.#end(job, 'Complete', 'CompletionsReached', 'Reached expected number of succeeded pods')
    if (phase !== 'Failed' && !deleted) return this.#count(job, {})
    const failed = this.#failed.get(job.metadata.uid) ?? new Set<string>()
    if (failed.has(pod.metadata.uid)) return
    this.#failed.set(job.metadata.uid, failed.add(pod.metadata.uid))
    this.#count(job, { failed: failed.size })
    if (job.metadata.deletionTimestamp !== undefined) return
    if (failed.size > (job.spec?.backoffLimit ?? 6))
      this.#end(job, 'Failed', 'BackoffLimitExceeded', 'Job has reached the specified backoff limit')
    else this.#makePod(job)
  }

  #makePod({ metadata: { namespace, name } }: StoredJob): void {
    const job = this.#current(namespace, name)
    if (job === undefined || isOver(job)) return
    const { template } = job.spec ?? {}
    const account = template?.spec?.serviceAccountName ?? 'default'
    const why =
      this.refusal ??
      (this.#store.find(SERVICE_ACCOUNTS, namespace, account) === undefined
        ? `error looking up service account ${namespace}/${account}: serviceaccount "${account}" not found`
        : undefined)
    if (why !== undefined) return this.#refused(job, why)
    const { uid } = job.metadata
    const labels = { 'job-name': name, 'batch.kubernetes.io/job-name': name, 'batch.kubernetes.io/controller-uid': uid }
    this.#store.create(PODS, namespace, {
      ...({ spec: template?.spec, status: { phase: 'Pending' } } as object),
      metadata: {
        ...template?.metadata,
        generateName: `${name}-`,
        labels: { ...template?.metadata?.labels, ...labels },
        ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name, uid: job.metadata.uid, controller: true, blockOwnerDeletion: true }],
      },
    })
    this.#count(job, {})
  }

  #refused({ metadata: { namespace, name, uid } }: StoredJob, why: string): void {
    const involvedObject = { kind: 'Job', apiVersion: 'batch/v1', name, uid, ...(namespace === undefined ? {} : { namespace }) }
    this.#store.create(EVENTS, namespace, {
      ...({
        type: 'Warning',
        reason: 'FailedCreate',
        message: `Error creating: pods "${name}-" is forbidden: ${why}`,
        involvedObject,
      } as object),
      metadata: { generateName: `${name}.` },
    })
  }

  #end(job: StoredJob, type: 'Complete' | 'Failed', reason: string, message: string): void {
    const now = new Date()
    const there = this.#current(job.metadata.namespace, job.metadata.name)
    if (there === undefined || isOver(there)) return
    const conditions: Plain<V1JobCondition>[] = [{ type, status: 'True', reason, message, lastTransitionTime: now, lastProbeTime: now }]
    this.#count(there, { conditions, ...(type === 'Complete' ? { completionTime: now, succeeded: 1 } : {}) })
    for (const pod of this.#pods(job)) if (!isFinal(pod)) deleteObject(this.#store, PODS, pod, {})
    const ttl = job.spec?.ttlSecondsAfterFinished
    if (ttl !== undefined)
      this.#later(ttl, () => {
        const left = this.#current(job.metadata.namespace, job.metadata.name)
        if (left?.metadata.uid === job.metadata.uid) deleteObject(this.#store, JOBS, left, { propagationPolicy: 'Background' })
      })
  }

  #count(job: StoredJob, change: Plain<V1JobStatus>): void {
    const there = this.#current(job.metadata.namespace, job.metadata.name)
    if (there === undefined) return
    const active = this.#pods(there).filter((pod) => !isFinal(pod)).length
    this.#store.replace(JOBS, { ...there, status: { startTime: new Date(), ...there.status, active, ...change } })
  }

  #pods = ({ metadata: { namespace, uid } }: StoredJob): StoredPod[] =>
    this.#store.list<StoredPod>(PODS, namespace).filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.uid === uid))

  #current(namespace: string | undefined, name: string): StoredJob | undefined {
    return this.#store.find(JOBS, namespace, name)
  }

  #later(seconds: number, then: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      then()
    }, seconds * 1000)
    this.#timers.add(timer)
  }
}

const isOver = ({ status }: StoredJob): boolean =>
  status?.conditions?.some(({ type, status: holds }) => holds === 'True' && (type === 'Complete' || type === 'Failed')) ?? false

const isFinal = ({ status }: StoredPod): boolean => status?.phase === 'Succeeded' || status?.phase === 'Failed'
