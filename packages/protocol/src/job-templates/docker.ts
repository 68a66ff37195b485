import { COMMON_VARIABLES, jobTemplate } from './job-template.ts'

const text = { type: 'string' } as const
const texts = { type: 'array', items: text } as const

const CREDENTIALS = {
  title: 'DockerRegistryCredentials',
  description: 'How to log in to a registry.',
  type: 'object',
  properties: {
    username: { title: 'Username', description: 'Who logs in.', ...text },
    password: { title: 'Password', description: 'The password or token.', ...text, writeOnly: true, format: 'password' },
    registry_url: { title: 'Registry Url', description: 'Address of the registry, with or without https://.', ...text },
    reauth: { title: 'Reauth', description: 'Log in anew each time.', default: true, type: 'boolean' },
  },
  required: ['username', 'password', 'registry_url'],
  block_type_slug: 'docker-registry-credentials',
  secret_fields: ['password'],
  block_schema_references: {},
} as const

/** When the image of a container is pulled. */
export const DOCKER_PULL_POLICIES = ['IfNotPresent', 'Always', 'IfPossible', 'Never'] as const

const VARIABLES = {
  ...COMMON_VARIABLES,
  image: { title: 'Image', description: 'The image that containers are made of; one with Millrace where none is given.', ...text },
  registry_credentials: {
    title: 'Registry Credentials',
    description: 'How to log in to the registry of the image: a block docker-registry or docker-registry-credentials.',
    allOf: [{ $ref: '#/definitions/DockerRegistryCredentials' }],
  },
  image_pull_policy: {
    title: 'Image Pull Policy',
    description: 'When the image is pulled; where nothing is said, Always for the tag latest and IfNotPresent for others.',
    enum: DOCKER_PULL_POLICIES,
    ...text,
  },
  networks: { title: 'Networks', description: 'Networks that containers join.', ...texts },
  network_mode: { title: 'Network Mode', description: 'host, bridge, …; not together with networks.', ...text },
  auto_remove: { title: 'Auto Remove', description: 'Delete a container once it has ended.', type: 'boolean', default: false },
  volumes: { title: 'Volumes', description: 'What is mounted: /path/on/host:/path/in/container.', ...texts },
  stream_output: {
    title: 'Stream Output',
    description: 'Show what containers print in the output of the worker.',
    type: 'boolean',
    default: true,
  },
  container_wait_timeout: {
    title: 'Container Wait Timeout',
    description: 'Seconds after which the worker no longer watches a container; it is not stopped. Without it there is no end.',
    exclusiveMinimum: 0,
    type: 'integer',
  },
  mem_limit: { title: 'Memory Limit', description: 'Memory of a container, with a unit: 100000b, 1000k, 128m, 1g.', ...text },
  memswap_limit: {
    title: 'Memory Swap Limit',
    description: 'Memory and swap together, -1 for no limit on swap; only beside a memory limit, of which it is otherwise twice as much.',
    ...text,
  },
  cpu_limit: {
    title: 'CPU Limit',
    description: 'How many processors a container may use, such as 0.5 or 2.',
    exclusiveMinimum: 0,
    type: 'number',
  },
  privileged: { title: 'Privileged', description: 'Give containers the rights of their host.', type: 'boolean', default: false },
  container_create_kwargs: {
    title: 'Container Configuration',
    description: "Further options of a container, by docker-py's names: user, working_dir, shm_size, cap_add, device_requests, …",
    type: 'object',
  },
} as const

/** With which pools of the type `docker` begin: Prefect's variables, and `cpu_limit`. */
export const dockerJobTemplate = jobTemplate(VARIABLES, { definitions: { DockerRegistryCredentials: CREDENTIALS } })
