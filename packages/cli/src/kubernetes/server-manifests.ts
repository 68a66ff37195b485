import { FS_GROUP, HOME, type KubernetesObject, part, UNPRIVILEGED, volumeClaim } from './manifests.ts'

export interface ServerManifestOptions {
  readonly namespace: string
  readonly image: string
  readonly logLevel: string
  /** A secret whose key `connection-url` leads to a Postgres database; without it, SQLite on a volume. */
  readonly databaseSecret: string | undefined
  /** How large the volume of SQLite is. */
  readonly storage: string
}

/** Under which name other pods reach the server. */
export const SERVER = 'millrace-server'
const PORT = 4200

/** The server in a cluster: a deployment, its service, and a volume where it keeps its own database. */
export function serverManifests({ namespace, image, logLevel, databaseSecret, storage }: ServerManifestOptions): KubernetesObject[] {
  const { metadata, labels } = part(SERVER, namespace)
  const secretKeyRef = { name: databaseSecret, key: 'connection-url' }
  const probe = (path: string): Readonly<Record<string, unknown>> => ({ httpGet: { path, port: 'http' } })
  const deployment: KubernetesObject = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      replicas: 1,
      // Two servers must not share a file of SQLite on a volume.
      ...(databaseSecret === undefined ? { strategy: { type: 'Recreate' } } : {}),
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          securityContext: { fsGroup: FS_GROUP },
          containers: [
            {
              name: 'server',
              image,
              imagePullPolicy: 'IfNotPresent',
              args: ['millrace', 'server', 'start', '--host', '0.0.0.0', '--port', String(PORT)],
              env: [
                { name: 'MILLRACE_HOME', value: HOME },
                { name: 'MILLRACE_LOGGING_LEVEL', value: logLevel },
                ...(databaseSecret === undefined ? [] : [{ name: 'MILLRACE_SERVER_DATABASE_CONNECTION_URL', valueFrom: { secretKeyRef } }]),
              ],
              ports: [{ name: 'http', containerPort: PORT }],
              readinessProbe: probe('/api/ready'),
              livenessProbe: { ...probe('/api/health'), periodSeconds: 20, failureThreshold: 6 },
              securityContext: UNPRIVILEGED,
              volumeMounts: [{ name: 'home', mountPath: HOME }],
            },
          ],
          volumes: [
            { name: 'home', ...(databaseSecret === undefined ? { persistentVolumeClaim: { claimName: SERVER } } : { emptyDir: {} }) },
          ],
        },
      },
    },
  }
  const service: KubernetesObject = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { selector: labels, ports: [{ name: 'http', port: PORT, targetPort: 'http' }] },
  }
  return [...(databaseSecret === undefined ? [volumeClaim(metadata, storage)] : []), deployment, service]
}
