import type { Json } from '@millrace/protocol'
import type { BaseJobTemplate } from '@millrace/worker'

const text = (title: string, description: string, more: Readonly<Record<string, Json>> = {}): Json => ({
  title,
  description,
  type: 'string',
  ...more,
})
const count = (title: string, description: string, more: Readonly<Record<string, Json>> = {}): Json => ({
  title,
  description,
  type: 'integer',
  ...more,
})
const map = (title: string, description: string): Json => ({
  title,
  description,
  type: 'object',
  additionalProperties: { type: 'string' },
})

const VARIABLES: Readonly<Record<string, Json>> = {
  name: text('Name', 'Beginning of the names of jobs; that of the flow run where none is given.'),
  env: {
    title: 'Environment Variables',
    description: 'Environment variables of the container; null takes one away. A list is taken as in a manifest, with `valueFrom`.',
    anyOf: [
      { type: 'object', additionalProperties: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
      { type: 'array', items: { type: 'object' } },
    ],
  },
  env_from: {
    title: 'Environment From',
    description: 'Secrets and config maps whose keys become environment variables: `{"secretRef": {"name": "database"}}`.',
    type: 'array',
    items: { type: 'object' },
  },
  labels: map('Labels', 'Labels of the job and its pod.'),
  annotations: map('Annotations', 'Annotations of the job and its pod.'),
  command: text('Command', 'The command that runs the flow. Leave it empty: the worker knows it.'),
  namespace: text('Namespace', 'Where jobs are made.', { default: 'default' }),
  image: text('Image', 'The image of the container that runs the flow.'),
  image_pull_policy: text('Image Pull Policy', 'When the image is pulled.', {
    default: 'IfNotPresent',
    enum: ['IfNotPresent', 'Always', 'Never'],
  }),
  image_pull_secrets: {
    title: 'Image Pull Secrets',
    description: 'The secrets with which the image is pulled: `{"name": "registry"}`.',
    type: 'array',
    items: { type: 'object' },
  },
  service_account_name: text('Service Account Name', 'The account that jobs run under.'),
  cpu_request: text('CPU Request', "Processors that a job asks for: '500m' is a half, '2' are two."),
  cpu_limit: text('CPU Limit', "Processors that a job may use: '500m' is a half, '2' are two."),
  memory_request: text('Memory Request', "Memory that a job asks for: '128Mi', '1Gi'."),
  memory_limit: text('Memory Limit', "Memory that a job may use: '128Mi', '1Gi'."),
  backoff_limit: count('Backoff Limit', 'How often Kubernetes starts the pod of a job again; retries of flows need none.', {
    default: 0,
    minimum: 0,
  }),
  finished_job_ttl: count('Finished Job TTL', 'Seconds for which the cluster keeps a job that has ended; without it, for ever.'),
  job: { title: 'Base Job Manifest', description: 'A job that the one of this template is laid over.', type: 'object' },
  customizations: {
    title: 'Customizations',
    description: 'What is changed in the job last: a JSON Patch (a list of operations) or a merge patch (an object).',
    anyOf: [{ type: 'array', items: { type: 'object' } }, { type: 'object' }, { type: 'string' }],
  },
  job_watch_timeout_seconds: count('Job Watch Timeout Seconds', 'Seconds that a job may take; without it there is no end.'),
  pod_watch_timeout_seconds: count('Pod Watch Timeout Seconds', 'Seconds within which the pod of a job has to run.', { default: 60 }),
  stream_output: {
    title: 'Stream Output',
    description: 'Show what jobs print in the output of the worker.',
    type: 'boolean',
    default: true,
  },
  cluster_config: {
    title: 'Cluster Config',
    description: 'How to reach the cluster; without it, as kubectl would here, or as a pod of the cluster.',
    allOf: [{ $ref: '#/definitions/KubernetesClusterConfig' }],
  },
}

const CLUSTER: Json = {
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
}

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

const FIELDS = [
  'command',
  'env',
  'labels',
  'annotations',
  'name',
  'namespace',
  'job',
  'customizations',
  'cluster_config',
  'job_watch_timeout_seconds',
  'pod_watch_timeout_seconds',
  'stream_output',
]

/** With which pools of the type `kubernetes` begin. */
export const baseJobTemplate: BaseJobTemplate = {
  job_configuration: { ...Object.fromEntries(FIELDS.map((name) => [name, `{{ ${name} }}`])), job_manifest: MANIFEST },
  variables: { type: 'object', properties: VARIABLES, definitions: { KubernetesClusterConfig: CLUSTER } },
}
