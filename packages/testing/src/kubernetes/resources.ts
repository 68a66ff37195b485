/** A kind of object that the API server keeps. */
export interface Resource {
  /** Empty for the core group. */
  readonly group: string
  readonly version: string
  readonly plural: string
  readonly kind: string
  readonly namespaced: boolean
  /** The definition of the published OpenAPI document. */
  readonly schema: string
  readonly shortNames?: readonly string[]
}

const core = (kind: string, plural: string, more: Partial<Resource> = {}): Resource => ({
  group: '',
  version: 'v1',
  plural,
  kind,
  namespaced: true,
  schema: `IoK8sApiCoreV1${kind}`,
  ...more,
})

export const NAMESPACES = core('Namespace', 'namespaces', { namespaced: false, shortNames: ['ns'] })
export const PODS = core('Pod', 'pods', { shortNames: ['po'] })
export const EVENTS = core('Event', 'events', { shortNames: ['ev'] })
export const SECRETS = core('Secret', 'secrets')
export const SERVICE_ACCOUNTS = core('ServiceAccount', 'serviceaccounts', { shortNames: ['sa'] })
export const JOBS: Resource = {
  group: 'batch',
  version: 'v1',
  plural: 'jobs',
  kind: 'Job',
  namespaced: true,
  schema: 'IoK8sApiBatchV1Job',
}

const rbac = (kind: string, plural: string): Resource => ({
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  plural,
  kind,
  namespaced: true,
  schema: `IoK8sApiRbacV1${kind}`,
})

/** Everything that can be kept; pods and jobs also come alive. */
export const RESOURCES: readonly Resource[] = [
  NAMESPACES,
  PODS,
  EVENTS,
  SECRETS,
  SERVICE_ACCOUNTS,
  JOBS,
  core('Service', 'services', { shortNames: ['svc'] }),
  core('PersistentVolumeClaim', 'persistentvolumeclaims', { shortNames: ['pvc'] }),
  {
    group: 'apps',
    version: 'v1',
    plural: 'deployments',
    kind: 'Deployment',
    namespaced: true,
    schema: 'IoK8sApiAppsV1Deployment',
    shortNames: ['deploy'],
  },
  rbac('Role', 'roles'),
  rbac('RoleBinding', 'rolebindings'),
]

/** `v1`, `batch/v1`. */
export const apiVersionOf = ({ group, version }: Resource): string => (group === '' ? version : `${group}/${version}`)
