import type { V1PodSpec } from '@kubernetes/client-node'
import type { ObjectStore, Stored } from './object-store.ts'
import { PODS, type Resource, RESOURCES } from './resources.ts'
import type { Plain } from './plain.ts'

/** What a client may say to a deletion. */
export interface DeleteOptions {
  readonly gracePeriodSeconds?: number | undefined
  readonly propagationPolicy?: 'Foreground' | 'Background' | 'Orphan' | undefined
}

/**
 * Deletes as the API server and the garbage collector do: pods with grace, what they own in the foreground (before them),
 * in the background (after them) or not at all. The grace is that of a pod; what it owned has its own.
 */
export function deleteObject(store: ObjectStore, resource: Resource, object: Stored, options: DeleteOptions): void {
  if (resource === PODS) return deletePod(store, object, options.gracePeriodSeconds)
  const { uid } = object.metadata
  const owned = ownedBy(store, uid)
  const policy = options.propagationPolicy ?? 'Background'
  if (policy === 'Foreground' && owned.length > 0) {
    store.replace(resource, {
      ...object,
      metadata: { ...object.metadata, deletionTimestamp: new Date(), finalizers: ['foregroundDeletion'] },
    })
    const forget = store.onChange(({ type }) => {
      if (type !== 'DELETED' || ownedBy(store, uid).length > 0) return
      forget()
      store.remove(resource, object)
    })
  } else store.remove(resource, object)
  if (policy !== 'Orphan') for (const [kind, dependent] of owned) deleteObject(store, kind, dependent, {})
}

function deletePod(store: ObjectStore, pod: Stored, given: number | undefined): void {
  const grace = given ?? (pod as Stored & { spec?: Plain<V1PodSpec> }).spec?.terminationGracePeriodSeconds ?? 30
  const { deletionGracePeriodSeconds: before } = pod.metadata
  if (grace === 0) return store.remove(PODS, pod)
  // A grace that has begun can be shortened, never prolonged.
  if (before !== undefined && before <= grace) return
  const deletionTimestamp = new Date(Date.now() + grace * 1000)
  store.replace(PODS, { ...pod, metadata: { ...pod.metadata, deletionTimestamp, deletionGracePeriodSeconds: grace } })
}

const ownedBy = (store: ObjectStore, uid: string): (readonly [Resource, Stored])[] =>
  RESOURCES.flatMap((resource) =>
    store
      .list(resource)
      .filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.uid === uid))
      .map((object) => [resource, object] as const),
  )
