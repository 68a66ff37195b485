import type { Json } from '@millrace/protocol'
import { COMMON_VARIABLES, jobTemplate, placeholders, type WorkerTypeMetadata } from '../worker-type.ts'

const CLUSTER = {
  title: 'KubernetesClusterConfig',
  description: 'How to reach a cluster.',
  type: 'object',
  properties: {
    config: { title: 'Config', description: 'What a kubectl configuration file holds.', type: 'object' },
    context_name: { title: 'Context Name', description: 'Which of its contexts to use.', type: 'string' },
  },
  required: ['config', 'context_name'],
  block_type_slug: 'kubernetes-cluster-config',
  secret_fields: [],
  block_schema_references: {},
} as const

const MANIFEST: Json = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { labels: '{{ labels }}', namespace: '{{ namespace }}', generateName: '{{ name }}-' },
  spec: {
    backoffLimit: 0,
    ttlSecondsAfterFinished: '{{ finished_job_ttl }}',
    template: {
      spec: {
        parallelism: 1,
        completions: 1,
        restartPolicy: 'Never',
        serviceAccountName: '{{ service_account_name }}',
        containers: [
          {
            name: 'prefect-job',
            env: '{{ env }}',
            image: '{{ image }}',
            imagePullPolicy: '{{ image_pull_policy }}',
            args: '{{ command }}',
            resources: {
              limits: { cpu: '{{ cpu_limit }}', memory: '{{ memory_limit }}' },
              requests: { cpu: '{{ cpu_request }}', memory: '{{ memory_request }}' },
            },
          },
        ],
      },
    },
  },
}

const quantity = (title: string, description: string): Json => ({ title, description, type: 'string' })

/** Flow runs as jobs of a Kubernetes cluster. */
export const kubernetes: WorkerTypeMetadata = {
  type: 'kubernetes',
  collection: 'prefect-kubernetes',
  display_name: 'Kubernetes',
  description: 'Runs each flow as a job of a Kubernetes cluster. Needs the right to create jobs there, and an image with the flow.',
  install_command: 'pip install prefect-kubernetes',
  documentation_url: '',
  logo_url: '',
  is_beta: false,
  default_base_job_configuration: jobTemplate(
    {
      ...COMMON_VARIABLES,
      namespace: { title: 'Namespace', description: 'Where jobs are made.', default: 'default', type: 'string' },
      image: { title: 'Image', description: 'The image of the container that runs the flow.', type: 'string' },
      service_account_name: { title: 'Service Account Name', description: 'The account that jobs run under.', type: 'string' },
      image_pull_policy: {
        title: 'Image Pull Policy',
        description: 'When the image is pulled.',
        default: 'IfNotPresent',
        enum: ['IfNotPresent', 'Always', 'Never'],
        type: 'string',
      },
      finished_job_ttl: {
        title: 'Finished Job TTL',
        description: 'Seconds for which the cluster keeps a job that has ended; without it, for ever.',
        type: 'integer',
      },
      job_watch_timeout_seconds: {
        title: 'Job Watch Timeout Seconds',
        description: 'Seconds to wait for the next sign of a job; without it there is no end.',
        type: 'integer',
      },
      pod_watch_timeout_seconds: {
        title: 'Pod Watch Timeout Seconds',
        description: 'Seconds within which the pod of a job has to appear.',
        default: 60,
        type: 'integer',
      },
      stream_output: {
        title: 'Stream Output',
        description: 'Show what jobs print in the output of the worker.',
        default: true,
        type: 'boolean',
      },
      cluster_config: {
        title: 'Cluster Config',
        description: 'How to reach the cluster; without it, as the worker itself would.',
        allOf: [{ $ref: '#/definitions/KubernetesClusterConfig' }],
      },
      cpu_request: quantity('CPU Request', "Processors that a job asks for: '500m' is a half, '2' are two."),
      cpu_limit: quantity('CPU Limit', "Processors that a job may use: '500m' is a half, '2' are two."),
      memory_request: quantity('Memory Request', "Memory that a job asks for: '128Mi', '1Gi'."),
      memory_limit: quantity('Memory Limit', "Memory that a job may use: '128Mi', '1Gi'."),
    },
    {
      job: {
        ...placeholders(['command', 'env', 'labels', 'name', 'namespace']),
        job_manifest: MANIFEST,
        ...placeholders(['cluster_config', 'job_watch_timeout_seconds', 'pod_watch_timeout_seconds', 'stream_output']),
      },
      definitions: { KubernetesClusterConfig: CLUSTER },
    },
  ),
}
