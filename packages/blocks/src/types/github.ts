import { defineBlock } from '../block.ts'
import { flag, optional, secret, text } from '../fields.ts'

export const github = defineBlock({
  slug: 'github',
  name: 'GitHub',
  title: 'GitHub',
  description: 'Flow code in a repository on GitHub.',
  capabilities: ['get-directory'],
  fields: {
    repository: text({ title: 'Repository', description: 'The address of the repository, by HTTPS or SSH.' }),
    reference: optional(text({ title: 'Reference', description: 'A branch or tag; the default branch if it is not given.' })),
    access_token: optional(
      secret({ title: 'Access Token', description: 'A personal access token that may read it; a fine-grained one as `user:token`.' }),
    ),
    include_git_objects: flag({
      title: 'Include Git Objects',
      description: "Copy git's own files too, not only those of the repository.",
      default: true,
    }),
  },
})
