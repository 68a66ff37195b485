import { defineBlock } from '../block.ts'
import { blockOf, optional, text } from '../fields.ts'
import { gitlabCredentials } from './gitlab-credentials.ts'

export const gitlabRepository = defineBlock({
  slug: 'gitlab-repository',
  name: 'GitLab Repository',
  title: 'GitLabRepository',
  description: 'Flow code in a repository on GitLab.',
  capabilities: ['get-directory'],
  fields: {
    repository: text({ title: 'Repository', description: 'The address of the repository, by HTTPS or SSH.' }),
    reference: optional(text({ title: 'Reference', description: 'A branch or tag; the default branch if it is not given.' })),
    credentials: optional(blockOf(gitlabCredentials, { title: 'Credentials', description: 'What a private repository asks for.' })),
  },
})
