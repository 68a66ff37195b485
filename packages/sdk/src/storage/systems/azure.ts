import { z } from 'zod'
import { InvalidStorage } from '../errors.ts'
import { bucketOf, type Fields, optionalText, withoutEmpty } from '../fields.ts'
import type { FileSystem } from '../file-system.ts'
import { opendalFiles } from './opendal-files.ts'

const fields = z.object({
  bucket_path: z.string(),
  azure_storage_connection_string: optionalText,
  azure_storage_account_name: optionalText,
  azure_storage_account_key: optionalText,
  azure_storage_tenant_id: optionalText,
  azure_storage_client_id: optionalText,
  azure_storage_client_secret: optionalText,
  azure_storage_anon: z.boolean().nullish(),
  azure_storage_container: optionalText,
})

/** The account that the environment names, as the tools of Azure read it. */
export function azureEnvironment(env: NodeJS.ProcessEnv): Readonly<Record<string, string | undefined>> {
  const said = connectionOf(env['AZURE_STORAGE_CONNECTION_STRING'])
  const account = said['AccountName'] ?? env['AZURE_STORAGE_ACCOUNT_NAME']
  return {
    endpoint: endpointOf(said, account),
    account_name: account,
    account_key: said['AccountKey'] ?? env['AZURE_STORAGE_ACCOUNT_KEY'],
    sas_token: said['SharedAccessSignature'],
  }
}

/** Opens an `azure` block: by its connection string, its account's key, or the application of a directory. */
export async function openAzure(given: Fields, env: NodeJS.ProcessEnv): Promise<FileSystem> {
  const block = fields.parse(given)
  const path = block.bucket_path.replace(/^[a-z]+:\/\//, '')
  const { bucket, root } = bucketOf(block.azure_storage_container === undefined ? path : `${block.azure_storage_container}/${path}`)
  const said = connectionOf(block.azure_storage_connection_string ?? env['AZURE_STORAGE_CONNECTION_STRING'])
  const account = block.azure_storage_account_name ?? said['AccountName'] ?? env['AZURE_STORAGE_ACCOUNT_NAME']
  if (account === undefined)
    throw new InvalidStorage('an azure block needs azure_storage_connection_string, or azure_storage_account_name and its key')
  return await opendalFiles({
    scheme: 'azblob',
    options: withoutEmpty({
      container: bucket,
      root,
      endpoint: endpointOf(said, account),
      account_name: account,
      account_key: block.azure_storage_account_key ?? said['AccountKey'] ?? env['AZURE_STORAGE_ACCOUNT_KEY'],
      sas_token: said['SharedAccessSignature'],
      tenant_id: block.azure_storage_tenant_id,
      client_id: block.azure_storage_client_id,
      client_secret: block.azure_storage_client_secret,
    }),
    address: `az://${bucket}${root}`.replace(/\/$/, ''),
    credentials: 'azure_storage_connection_string, or azure_storage_account_name and azure_storage_account_key, of the block',
  })
}

function endpointOf(said: Readonly<Record<string, string | undefined>>, account: string | undefined): string | undefined {
  if (said['BlobEndpoint'] !== undefined || account === undefined) return said['BlobEndpoint']
  return `${said['DefaultEndpointsProtocol'] ?? 'https'}://${account}.blob.${said['EndpointSuffix'] ?? 'core.windows.net'}`
}

/** `Name=value;…`; values may have `=` in them. */
function connectionOf(text: string | undefined): Readonly<Record<string, string | undefined>> {
  const parts = (text ?? '').split(';').filter((part) => part.includes('='))
  return Object.fromEntries(parts.map((part) => [part.slice(0, part.indexOf('=')).trim(), part.slice(part.indexOf('=') + 1)]))
}
