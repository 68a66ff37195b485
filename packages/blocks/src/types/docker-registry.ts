import { defineBlock } from '../block.ts'
import { flag, secret, text } from '../fields.ts'

export const dockerRegistry = defineBlock({
  slug: 'docker-registry',
  name: 'Docker Registry',
  title: 'DockerRegistry',
  description: 'Where Docker images are pulled from, and by whom.',
  capabilities: ['docker-login'],
  fields: {
    username: text({ title: 'Username', description: 'Who logs in.' }),
    password: secret({ title: 'Password', description: 'The password or token of that user.' }),
    registry_url: text({ title: 'Registry Url', description: 'The address of the registry, usually without a scheme.' }),
    reauth: flag({ title: 'Reauth', description: 'Log in anew each time.', default: true }),
  },
})
