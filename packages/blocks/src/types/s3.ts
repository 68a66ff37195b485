import { defineBlock } from '../block.ts'
import { optional, secret, text } from '../fields.ts'

export const s3 = defineBlock({
  slug: 's3',
  name: 'S3',
  title: 'S3',
  description: 'Files in a bucket of Amazon S3 or of a service that speaks its protocol.',
  capabilities: ['get-directory', 'put-directory', 'read-path', 'write-path'],
  fields: {
    bucket_path: text({ title: 'Bucket Path', description: 'The bucket, and a path in it.', examples: ['my-bucket/a-directory-within'] }),
    aws_access_key_id: optional(
      secret({ title: 'AWS Access Key ID', description: 'As AWS_ACCESS_KEY_ID; that of the environment if it is not given.' }),
    ),
    aws_secret_access_key: optional(
      secret({ title: 'AWS Secret Access Key', description: 'As AWS_SECRET_ACCESS_KEY; that of the environment if it is not given.' }),
    ),
  },
})
