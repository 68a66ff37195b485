import { stringify } from 'yaml'

/** An object of Kubernetes. */
export interface KubernetesObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: Readonly<Record<string, unknown>>
  readonly [field: string]: unknown
}

/** The objects as one file for `kubectl apply -f -`. */
export const asYaml = (objects: readonly KubernetesObject[]): string =>
  objects.map((object) => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false })).join('---\n')

/** Name, namespace and labels of what belongs to one part of an installation. */
export function part(
  name: string,
  namespace: string,
): { readonly metadata: KubernetesObject['metadata']; readonly labels: Record<string, string> } {
  const labels = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'millrace' }
  return { metadata: { name, namespace, labels }, labels }
}

/** A volume that outlives pods, of which one at a time uses it. */
export const volumeClaim = (metadata: KubernetesObject['metadata'], size: string): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata,
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: size } } },
})

/** Where Millrace keeps what it keeps in files. */
export const HOME = '/var/lib/millrace'

/** What a container of Millrace may not do. */
export const UNPRIVILEGED = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } }

/** The group that volumes belong to: without one, a container whose user is not root cannot write to them. */
export const FS_GROUP = 1000
