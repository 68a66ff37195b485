import { defineBlock } from '../block.ts'
import { optional, secret, text } from '../fields.ts'

export const gitlabCredentials = defineBlock({
  slug: 'gitlab-credentials',
  name: 'GitLab Credentials',
  title: 'GitLabCredentials',
  description: 'A token that may read private repositories on GitLab.',
  fields: {
    token: optional(secret({ title: 'Token', description: 'A personal access token with the scope read_repository.' })),
    url: optional(text({ title: 'URL', description: 'The address of a GitLab of your own.' })),
  },
})
