import type { V1Job } from '@kubernetes/client-node'
import type { Infrastructure, Job, WorkerType } from '@millrace/worker'
import { baseJobTemplate } from './base-job-template.ts'
import { type Cluster, connect } from './cluster/connect.ts'
import { refusal, statusOf } from './cluster/refusal.ts'
import { configuration, type KubernetesConfiguration } from './configuration.ts'
import { followJob } from './follow/follow-job.ts'
import { buildManifest, FLOW_RUN_LABEL } from './manifest/build-manifest.ts'
import type { Plain } from './plain.ts'

/** Flow runs as jobs of a Kubernetes cluster. */
export const workerType: WorkerType<KubernetesConfiguration> = {
  type: 'kubernetes',
  baseJobTemplate,
  configuration,

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
    // 2.x puts the cluster before namespace and name.
    const [name = '', namespace = ''] = identifier.split(':').toReversed()
    if (name === '' || namespace === '') return undefined
    const cluster = await connect(job.configuration.cluster_config)
    try {
      const { metadata } = await cluster.jobs.readNamespacedJob({ namespace, name })
      if (metadata?.labels?.[FLOW_RUN_LABEL] !== job.flowRun.id) return undefined
      return follow(cluster, job, namespace, name, new Date())
    } catch (error) {
      if (statusOf(error) === 404) return undefined
      throw refusal(cluster, `job ${name} of namespace '${namespace}' could not be read`, error)
    }
  },
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
