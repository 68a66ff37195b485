import { BLOCK_TYPES, type BlockTypeDefinition } from '@millrace/blocks'
import { z } from 'zod'
import { MillraceError } from '../errors.ts'
import { typeOf } from './block-type.ts'
import { secretField, secretJsonField } from './fields.ts'

/** The definition that the server registers. */
function builtIn(slug: string): BlockTypeDefinition {
  const found = BLOCK_TYPES.find((type) => type.slug === slug)
  if (found === undefined) throw new MillraceError(`there is no built-in block type '${slug}'`)
  return found
}

const optionalSecret = secretField().nullish()
const optionalText = z.string().nullish()

/** The built-in types of blocks that are plain data: `await blocks.secret.load('api-key')`. */
export const blocks = {
  /** `value` is a `SecretValue`. */
  secret: typeOf(builtIn('secret'), z.object({ value: secretJsonField() })),
  json: typeOf(builtIn('json'), z.object({ value: z.json() })),
  string: typeOf(builtIn('string'), z.object({ value: z.string() })),
  dateTime: typeOf(builtIn('date-time'), z.object({ value: z.coerce.date() })),
  localFileSystem: typeOf(builtIn('local-file-system'), z.object({ basepath: optionalText })),
  s3: typeOf(
    builtIn('s3'),
    z.object({ bucket_path: z.string(), aws_access_key_id: optionalSecret, aws_secret_access_key: optionalSecret }),
  ),
  gcs: typeOf(builtIn('gcs'), z.object({ bucket_path: z.string(), service_account_info: optionalSecret, project: optionalText })),
  azure: typeOf(
    builtIn('azure'),
    z.object({
      bucket_path: z.string(),
      azure_storage_connection_string: optionalSecret,
      azure_storage_account_name: optionalSecret,
      azure_storage_account_key: optionalSecret,
      azure_storage_tenant_id: optionalSecret,
      azure_storage_client_id: optionalSecret,
      azure_storage_client_secret: optionalSecret,
      azure_storage_anon: z.boolean().default(true),
      azure_storage_container: optionalSecret,
    }),
  ),
  webhook: typeOf(
    builtIn('webhook'),
    z.object({
      method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('POST'),
      url: secretField(),
      headers: z.record(z.string(), secretField()).default({}),
      allow_private_urls: z.boolean().default(true),
      verify: z.boolean().default(true),
    }),
  ),
  slackWebhook: typeOf(
    builtIn('slack-webhook'),
    z.object({
      url: secretField(),
      notify_type: z.enum(['info', 'success', 'warning', 'failure']).default('info'),
      allow_private_urls: z.boolean().default(true),
    }),
  ),
} as const
