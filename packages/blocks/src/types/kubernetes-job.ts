import { defineBlock } from '../block.ts'
import { blockOf, choice, flag, integer, object, optional, patches, text } from '../fields.ts'
import { infrastructureFields } from '../infrastructure-fields.ts'
import { kubernetesClusterConfig } from './kubernetes-cluster-config.ts'

export const kubernetesJob = defineBlock({
  slug: 'kubernetes-job',
  name: 'Kubernetes Job',
  title: 'KubernetesJob',
  description: 'Runs a flow run as a job of a Kubernetes cluster.',
  capabilities: ['run-infrastructure'],
  fields: {
    ...infrastructureFields('kubernetes-job'),
    image: optional(text({ title: 'Image', description: 'The image; that of the manifest, or of this version, if it is not given.' })),
    namespace: optional(
      text({ title: 'Namespace', description: 'The namespace; that of the manifest, or `default`, if it is not given.' }),
    ),
    service_account_name: optional(text({ title: 'Service Account Name', description: 'The service account that the job runs as.' })),
    image_pull_policy: optional(
      choice(['IfNotPresent', 'Always', 'Never'], { title: 'Image Pull Policy', description: 'When the image is pulled.' }),
    ),
    cluster_config: optional(
      blockOf(kubernetesClusterConfig, {
        title: 'Cluster Config',
        description: 'The cluster; the one the worker is in if it is not given.',
      }),
    ),
    job: object({ title: 'Base Job Manifest', description: 'The manifest that the job starts from.', default: {} }),
    customizations: patches({ title: 'Customizations', description: 'JSON patches (RFC 6902) of the manifest, in order.', default: [] }),
    job_watch_timeout_seconds: optional(
      integer({ title: 'Job Watch Timeout Seconds', description: 'Seconds after which a job that has not ended counts as crashed.' }),
    ),
    pod_watch_timeout_seconds: integer({
      title: 'Pod Watch Timeout Seconds',
      description: 'Seconds that a pod has to start.',
      default: 60,
    }),
    stream_output: flag({ title: 'Stream Output', description: 'Show what the job writes where the worker runs.', default: true }),
    finished_job_ttl: optional(
      integer({ title: 'Finished Job Ttl', description: 'Seconds after which a job that has ended is removed; never if it is not given.' }),
    ),
  },
})
