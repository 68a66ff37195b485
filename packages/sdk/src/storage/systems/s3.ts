import { z } from 'zod'
import { bucketOf, type Fields, optionalText, withoutEmpty } from '../fields.ts'
import type { FileSystem } from '../file-system.ts'
import { opendalFiles } from './opendal-files.ts'

const fields = z.object({ bucket_path: z.string().min(1), aws_access_key_id: optionalText, aws_secret_access_key: optionalText })

/** The S3 that the environment names, as the tools of AWS read it. */
export const s3Environment = (env: NodeJS.ProcessEnv): Readonly<Record<string, string | undefined>> => ({
  endpoint: env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL'],
  region: env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? 'us-east-1',
  access_key_id: env['AWS_ACCESS_KEY_ID'],
  secret_access_key: env['AWS_SECRET_ACCESS_KEY'],
  session_token: env['AWS_SESSION_TOKEN'],
  disable_ec2_metadata: env['AWS_EC2_METADATA_DISABLED'],
})

/** Opens an `s3` block; what it leaves out (keys, region, the address of another service) comes from the environment. */
export async function openS3(given: Fields, env: NodeJS.ProcessEnv): Promise<FileSystem> {
  const { bucket_path: path, aws_access_key_id: key, aws_secret_access_key: secret } = fields.parse(given)
  const { bucket, root } = bucketOf(path)
  return await opendalFiles({
    scheme: 's3',
    options: withoutEmpty({ ...s3Environment(env), ...ownKeys(key, secret), bucket, root }),
    address: `s3://${bucket}${root}`.replace(/\/$/, ''),
    credentials: 'aws_access_key_id and aws_secret_access_key of the block',
  })
}

/** A session of the environment does not go with the keys of a block. */
const ownKeys = (key: string | undefined, secret: string | undefined): Readonly<Record<string, string | undefined>> =>
  key === undefined ? {} : { access_key_id: key, secret_access_key: secret, session_token: undefined }
