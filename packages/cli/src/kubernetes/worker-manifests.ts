import { FS_GROUP, HOME, type KubernetesObject, part, UNPRIVILEGED, volumeClaim } from './manifests.ts'

export interface WorkerManifestOptions {
  readonly namespace: string
  readonly image: string
  readonly pool: string
  readonly apiUrl: string
  /** A secret whose key `api-key` is sent to the server. */
  readonly apiKeySecret: string | undefined
}

const WORKER = 'millrace-worker'
const HEALTH_PORT = 8080

/** What a worker does in a cluster: it makes jobs, follows them and their pods, and deletes them. */
const RULES = [
  { apiGroups: ['batch'], resources: ['jobs'], verbs: ['create', 'delete', 'get', 'list', 'watch'] },
  { apiGroups: [''], resources: ['pods'], verbs: ['delete', 'get', 'list', 'watch'] },
  { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
  { apiGroups: [''], resources: ['events'], verbs: ['list'] },
]

/** A worker in a cluster, with the rights it needs in its namespace and a volume on which the next worker finds what this one started. */
export function workerManifests({ namespace, image, pool, apiUrl, apiKeySecret }: WorkerManifestOptions): KubernetesObject[] {
  const { metadata, labels } = part(WORKER, namespace)
  const secretKeyRef = { name: apiKeySecret, key: 'api-key' }
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata, rules: RULES },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      subjects: [{ kind: 'ServiceAccount', name: WORKER, namespace }],
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: WORKER },
    },
    volumeClaim(metadata, '100Mi'),
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: 1,
        // The next worker takes over from the one before, and does not work beside it.
        strategy: { type: 'Recreate' },
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            serviceAccountName: WORKER,
            securityContext: { fsGroup: FS_GROUP },
            containers: [
              {
                name: 'worker',
                image,
                imagePullPolicy: 'IfNotPresent',
                args: ['millrace', 'worker', 'start', '--pool', pool, '--type', 'kubernetes', '--name', WORKER, '--with-healthcheck'],
                env: [
                  { name: 'MILLRACE_HOME', value: HOME },
                  { name: 'MILLRACE_API_URL', value: apiUrl },
                  { name: 'MILLRACE_WORKER_WEBSERVER_HOST', value: '0.0.0.0' },
                  { name: 'MILLRACE_WORKER_WEBSERVER_PORT', value: String(HEALTH_PORT) },
                  ...(apiKeySecret === undefined ? [] : [{ name: 'MILLRACE_API_KEY', valueFrom: { secretKeyRef } }]),
                ],
                ports: [{ name: 'health', containerPort: HEALTH_PORT }],
                livenessProbe: { httpGet: { path: '/health', port: 'health' }, periodSeconds: 20, failureThreshold: 6 },
                securityContext: UNPRIVILEGED,
                volumeMounts: [{ name: 'home', mountPath: HOME }],
              },
            ],
            volumes: [{ name: 'home', persistentVolumeClaim: { claimName: WORKER } }],
          },
        },
      },
    },
  ]
}
