import type { V1Job } from '@kubernetes/client-node'
import { kubernetesJobTemplate } from '@millrace/protocol/job-templates'
import type { Infrastructure, Job, WorkerType } from '@millrace/worker'
import { type Cluster, connect } from './cluster/connect.ts'
import { refusal, statusOf } from './cluster/refusal.ts'
import { configuration, type KubernetesConfiguration } from './configuration.ts'
import { followJob } from './follow/follow-job.ts'
import { ATTEMPT_LABEL, buildManifest, FLOW_RUN_LABEL, namespaceOf } from './manifest/build-manifest.ts'
import type { Plain } from './plain.ts'

/** Flow runs as jobs of a Kubernetes cluster. */
export const workerType: WorkerType<KubernetesConfiguration> = {
  type: 'kubernetes',
  baseJobTemplate: kubernetesJobTemplate,
  configuration: () => Promise.resolve(configuration),

  async start(job) {
    const manifest = buildManifest(job)
    const { namespace } = manifest.metadata
    const cluster = await connect(job.configuration.cluster_config)
    try {
      const made = (await cluster.plain.createNamespacedCustomObject({
        group: 'batch',
        version: 'v1',
        plural: 'jobs',
        namespace,
        body: manifest,
        // A field that the cluster does not know is a mistake in a template or patch; it would be dropped in silence.
        fieldValidation: 'Strict',
      })) as Plain<V1Job>
      return follow(cluster, job, namespace, made.metadata?.name ?? '', undefined)
    } catch (error) {
      throw refusal(cluster, `the job could not be made in namespace '${namespace}'`, error)
    }
  },

  async adopt(job, identifier) {
    const cluster = await connect(job.configuration.cluster_config)
    // 2.x puts the cluster before namespace and name.
    const [name = '', namespace = namespaceOf(job)] = identifier.split(':').toReversed()
    try {
      const found = name === '' ? await findByLabels(cluster, job, namespace) : await cluster.jobs.readNamespacedJob({ namespace, name })
      if (found?.metadata?.labels?.[FLOW_RUN_LABEL] !== job.flowRun.id) return undefined
      return follow(cluster, job, namespace, found.metadata.name ?? '', new Date())
    } catch (error) {
      if (statusOf(error) === 404) return undefined
      throw refusal(cluster, `the job of the flow run could not be read in namespace '${namespace}'`, error)
    }
  },
}

/** Finds the job of a worker that died before it could say how it had named it. */
async function findByLabels({ jobs }: Cluster, { flowRun, attempt }: Job<unknown>, namespace: string): Promise<Plain<V1Job> | undefined> {
  const labelSelector = [`${FLOW_RUN_LABEL}=${flowRun.id}`, ...(attempt === undefined ? [] : [`${ATTEMPT_LABEL}=${attempt}`])].join(',')
  const { items } = await jobs.listNamespacedJob({ namespace, labelSelector })
  return items.at(-1)
}

function follow(
  cluster: Cluster,
  { configuration: { pod_watch_timeout_seconds: podSeconds, job_watch_timeout_seconds: jobSeconds }, onLine }: Job<KubernetesConfiguration>,
  namespace: string,
  name: string,
  from: Date | undefined,
): Infrastructure {
  return followJob(cluster, { namespace, name, onLine, podSeconds, jobSeconds: jobSeconds ?? undefined, from })
}
