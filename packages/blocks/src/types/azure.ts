import { defineBlock } from '../block.ts'
import { type BlockField, flag, optional, secret, text } from '../fields.ts'

const as = (title: string, variable: string): BlockField =>
  optional(secret({ title, description: `As the environment variable ${variable}.` }))

export const azure = defineBlock({
  slug: 'azure',
  name: 'Azure',
  title: 'Azure',
  description: 'Files in Azure Blob Storage or Azure Data Lake.',
  capabilities: ['get-directory', 'put-directory', 'read-path', 'write-path'],
  fields: {
    bucket_path: text({
      title: 'Bucket Path',
      description: 'The container, and a path in it.',
      examples: ['my-bucket/a-directory-within'],
    }),
    azure_storage_connection_string: as('Azure storage connection string', 'AZURE_STORAGE_CONNECTION_STRING'),
    azure_storage_account_name: as('Azure storage account name', 'AZURE_STORAGE_ACCOUNT_NAME'),
    azure_storage_account_key: as('Azure storage account key', 'AZURE_STORAGE_ACCOUNT_KEY'),
    azure_storage_tenant_id: as('Azure storage tenant ID', 'AZURE_TENANT_ID'),
    azure_storage_client_id: as('Azure storage client ID', 'AZURE_CLIENT_ID'),
    azure_storage_client_secret: as('Azure storage client secret', 'AZURE_CLIENT_SECRET'),
    azure_storage_anon: flag({
      title: 'Azure storage anonymous connection',
      description: 'Connect without credentials; false where the default credentials of Azure are meant.',
      default: true,
    }),
    azure_storage_container: optional(
      secret({ title: 'Azure storage container', description: 'The container, if the bucket path is a path within it.' }),
    ),
  },
})
