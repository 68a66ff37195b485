import { defineBlock } from '../block.ts'
import { blockOf, choice, flag, integerOrText, optional, text, textList } from '../fields.ts'
import { infrastructureFields } from '../infrastructure-fields.ts'
import { dockerRegistry } from './docker-registry.ts'

export const dockerContainer = defineBlock({
  slug: 'docker-container',
  name: 'Docker Container',
  title: 'DockerContainer',
  description: 'Runs a flow run in a container of the Docker engine that the worker reaches.',
  capabilities: ['run-infrastructure'],
  fields: {
    ...infrastructureFields('docker-container'),
    image: optional(text({ title: 'Image', description: 'The image; that of this version if it is not given.' })),
    image_pull_policy: optional(
      choice(['IF_NOT_PRESENT', 'ALWAYS', 'NEVER'], { title: 'Image Pull Policy', description: 'When the image is pulled.' }),
    ),
    image_registry: optional(blockOf(dockerRegistry, { title: 'Image Registry', description: 'Where the image is pulled from.' })),
    networks: textList({ title: 'Networks', description: 'Docker networks that the container joins.', default: [] }),
    network_mode: optional(
      text({ title: 'Network Mode', description: 'The network mode, such as `host` or `bridge`; not together with networks.' }),
    ),
    auto_remove: flag({ title: 'Auto Remove', description: 'Remove the container when it ends.', default: false }),
    volumes: textList({ title: 'Volumes', description: 'What is mounted, each as `local_path:container_path`.', default: [] }),
    stream_output: flag({ title: 'Stream Output', description: 'Show what the container writes where the worker runs.', default: true }),
    memswap_limit: optional(
      integerOrText({
        title: 'Memswap Limit',
        description: 'Memory and swap together, -1 for any amount; only together with a memory limit.',
      }),
    ),
    mem_limit: optional(
      integerOrText({ title: 'Mem Limit', description: 'The most memory, in bytes or with a unit: `100000b`, `1000k`, `128m`, `1g`.' }),
    ),
    privileged: flag({ title: 'Privileged', description: 'Give the container more rights on its host.', default: false }),
  },
})
