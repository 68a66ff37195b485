import { defineBlock } from '../block.ts'
import { optional, secret, text } from '../fields.ts'

export const gcs = defineBlock({
  slug: 'gcs',
  name: 'GCS',
  title: 'GCS',
  description: 'Files in a bucket of Google Cloud Storage.',
  capabilities: ['get-directory', 'put-directory', 'read-path', 'write-path'],
  fields: {
    bucket_path: text({ title: 'Bucket Path', description: 'The bucket, and a path in it.', examples: ['my-bucket/a-directory-within'] }),
    service_account_info: optional(
      secret({ title: 'Service Account Info', description: 'The key file of a service account, as JSON text.' }),
    ),
    project: optional(text({ title: 'Project', description: 'The project of the bucket; that of the credentials if it is not given.' })),
  },
})
