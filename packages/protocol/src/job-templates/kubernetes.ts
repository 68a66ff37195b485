import type { Json } from '../values/scalars.ts'
import { COMMON_VARIABLES, jobTemplate, placeholders } from './job-template.ts'

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

/** In Prefect's format; its workers ask for `parallelism` and `completions` where they stand here. */
const MANIFEST: Json = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: {
    labels: '{{ labels }}',
    annotations: '{{ annotations }}',
    namespace: '{{ namespace }}',
    generateName: '{{ name }}-',
  },
  spec: {
    backoffLimit: '{{ backoff_limit }}',
    ttlSecondsAfterFinished: '{{ finished_job_ttl }}',
    template: {
      spec: {
        parallelism: 1,
        completions: 1,
        restartPolicy: 'Never',
        serviceAccountName: '{{ service_account_name }}',
        imagePullSecrets: '{{ image_pull_secrets }}',
        containers: [
          {
            name: 'prefect-job',
            env: '{{ env }}',
            envFrom: '{{ env_from }}',
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

const objects = { type: 'array', items: { type: 'object' } } as const

const quantity = (title: string, description: string): Json => ({ title, description, type: 'string' })

/** With which pools of the type `kubernetes` begin. */
export const kubernetesJobTemplate = jobTemplate(
  {
    ...COMMON_VARIABLES,
    env: {
      title: 'Environment Variables',
      description: 'Environment variables of the container; null takes one away. A list is taken as in a manifest, with `valueFrom`.',
      anyOf: [COMMON_VARIABLES.env, objects],
    },
    env_from: {
      ...objects,
      title: 'Environment From',
      description: 'Secrets and config maps whose keys become environment variables: `{"secretRef": {"name": "database"}}`.',
    },
    annotations: {
      title: 'Annotations',
      description: 'Annotations of the job and its pod.',
      type: 'object',
      additionalProperties: { type: 'string' },
    },
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
    image_pull_secrets: {
      ...objects,
      title: 'Image Pull Secrets',
      description: 'The secrets with which the image is pulled: `{"name": "registry"}`.',
    },
    backoff_limit: {
      title: 'Backoff Limit',
      description: 'How often Kubernetes starts the pod of a job again; retries of flows need none.',
      default: 0,
      minimum: 0,
      type: 'integer',
    },
    job: { title: 'Base Job Manifest', description: 'A job that the one of this template is laid over.', type: 'object' },
    customizations: {
      title: 'Customizations',
      description: 'What is changed in the job last: a JSON Patch (a list of operations) or a merge patch (an object).',
      anyOf: [objects, { type: 'object' }, { type: 'string' }],
    },
    finished_job_ttl: {
      title: 'Finished Job TTL',
      description: 'Seconds for which the cluster keeps a job that has ended; without it, for ever.',
      type: 'integer',
    },
    job_watch_timeout_seconds: {
      title: 'Job Watch Timeout Seconds',
      description: 'Seconds that a job may take; without it there is no end.',
      type: 'integer',
    },
    pod_watch_timeout_seconds: {
      title: 'Pod Watch Timeout Seconds',
      description: 'Seconds within which the pod of a job has to run.',
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
      description: 'How to reach the cluster; without it, as kubectl would where the worker is, or as a pod of the cluster.',
      allOf: [{ $ref: '#/definitions/KubernetesClusterConfig' }],
    },
    cpu_request: quantity('CPU Request', "Processors that a job asks for: '500m' is a half, '2' are two."),
    cpu_limit: quantity('CPU Limit', "Processors that a job may use: '500m' is a half, '2' are two."),
    memory_request: quantity('Memory Request', "Memory that a job asks for: '128Mi', '1Gi'."),
    memory_limit: quantity('Memory Limit', "Memory that a job may use: '128Mi', '1Gi'."),
  },
  {
    job: {
      ...placeholders(['command', 'env', 'labels', 'annotations', 'name', 'namespace', 'job', 'customizations']),
      job_manifest: MANIFEST,
      ...placeholders(['cluster_config', 'job_watch_timeout_seconds', 'pod_watch_timeout_seconds', 'stream_output']),
    },
    definitions: { KubernetesClusterConfig: CLUSTER },
  },
)
