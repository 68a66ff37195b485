import { COMMON_VARIABLES, jobTemplate, type WorkerTypeMetadata } from '../worker-type.ts'

const CREDENTIALS = {
  title: 'DockerRegistryCredentials',
  description: 'How to log in to a registry.',
  type: 'object',
  properties: {
    username: { title: 'Username', description: 'Who logs in.', type: 'string' },
    password: { title: 'Password', description: 'The password or token.', type: 'string', writeOnly: true, format: 'password' },
    registry_url: { title: 'Registry Url', description: 'Address of the registry, with or without https://.', type: 'string' },
    reauth: { title: 'Reauth', description: 'Log in anew each time.', default: true, type: 'boolean' },
  },
  required: ['username', 'password', 'registry_url'],
  block_type_slug: 'docker-registry-credentials',
  secret_fields: ['password'],
  block_schema_references: {},
} as const

const { command, env, labels, name } = COMMON_VARIABLES

/** Flow runs as containers of a Docker engine. */
export const docker: WorkerTypeMetadata = {
  type: 'docker',
  collection: 'prefect-docker',
  display_name: 'Docker',
  description: 'Runs each flow in a container of its own. Needs a Docker engine that the worker reaches, and an image with the flow.',
  install_command: 'pip install prefect-docker',
  documentation_url: '',
  logo_url: '',
  is_beta: false,
  default_base_job_configuration: jobTemplate(
    {
      command,
      env,
      labels,
      name,
      image: { title: 'Image', description: 'The image that containers are made of.', type: 'string' },
      registry_credentials: {
        title: 'Registry Credentials',
        description: 'How to log in to the registry of the image.',
        allOf: [{ $ref: '#/definitions/DockerRegistryCredentials' }],
      },
      image_pull_policy: {
        title: 'Image Pull Policy',
        description: 'When the image is pulled.',
        enum: ['IfNotPresent', 'Always', 'IfPossible', 'Never'],
        type: 'string',
      },
      networks: { title: 'Networks', description: 'Networks that containers join.', type: 'array', items: { type: 'string' } },
      network_mode: { title: 'Network Mode', description: 'host, bridge, …; not together with networks.', type: 'string' },
      auto_remove: { title: 'Auto Remove', description: 'Delete a container once it has ended.', default: false, type: 'boolean' },
      volumes: {
        title: 'Volumes',
        description: 'What is mounted: /path/on/host:/path/in/container.',
        type: 'array',
        items: { type: 'string' },
      },
      stream_output: {
        title: 'Stream Output',
        description: 'Show what containers print in the output of the worker.',
        default: true,
        type: 'boolean',
      },
      container_wait_timeout: {
        title: 'Container Wait Timeout',
        description: 'Seconds after which the worker no longer watches a container; it is not stopped. Without it there is no end.',
        exclusiveMinimum: 0,
        type: 'integer',
      },
      mem_limit: { title: 'Memory Limit', description: 'Memory of a container, with a unit: 100000b, 1000k, 128m, 1g.', type: 'string' },
      memswap_limit: {
        title: 'Memory Swap Limit',
        description:
          'Memory and swap together, -1 for no limit on swap; only beside a memory limit, of which it is otherwise twice as much.',
        type: 'string',
      },
      cpu_limit: {
        title: 'CPU Limit',
        description: 'How many processors a container may use, such as 0.5 or 2.',
        exclusiveMinimum: 0,
        type: 'number',
      },
      privileged: { title: 'Privileged', description: 'Give containers the rights of their host.', default: false, type: 'boolean' },
      container_create_kwargs: {
        title: 'Container Configuration',
        description: "Further options of a container, by docker-py's names: user, working_dir, shm_size, cap_add, device_requests, …",
        type: 'object',
      },
    },
    { definitions: { DockerRegistryCredentials: CREDENTIALS } },
  ),
}
