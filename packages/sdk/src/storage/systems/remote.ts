import type { Json } from '@millrace/protocol'
import { z } from 'zod'
import { InvalidStorage } from '../errors.ts'
import { bucketOf, type Fields, withoutEmpty } from '../fields.ts'
import type { FileSystem } from '../file-system.ts'
import { openAzure } from './azure.ts'
import { gcsEnvironment, gcsFiles } from './gcs.ts'
import { localFiles } from './local-files.ts'
import { opendalFiles } from './opendal-files.ts'
import { s3Environment } from './s3.ts'
import { openSmb } from './smb.ts'

const settings = z.record(z.string(), z.custom<Json>())

const fields = z.object({
  basepath: z.string().regex(/^[a-z\d+]+:\/\//i, "expected an address with a scheme, as 's3://bucket/folder'"),
  settings,
})

/**
 * Opens a `remote-file-system` block. Its settings go by the names of fsspec, as Prefect's, where they have one (`key`,
 * `secret`, `endpoint_url`, `token`, `connection_string`, …); any other is an option of OpenDAL's service.
 *
 * @throws InvalidStorage for an address that is none; StorageError for options that the service does not know.
 */
export async function openRemote(given: Fields, env: NodeJS.ProcessEnv): Promise<FileSystem> {
  const block = fields.parse({ settings: {}, ...given })
  const scheme = block.basepath.slice(0, block.basepath.indexOf(':')).toLowerCase()
  switch (scheme) {
    case 'file':
    case 'local':
      return localFiles(decodeURIComponent(new URL(block.basepath.replace(/^local:/, 'file:')).pathname))
    case 'smb':
      return await openSmb(smbFields(block.basepath, block.settings))
    case 'az':
    case 'abfs':
    case 'abfss':
      return await openAzure(azureFields(block.basepath, block.settings), env)
    case 'gs':
    case 'gcs':
      return await gcsFiles(gcsOf(block, env))
    default:
      return await opendalFiles({
        ...serviceOf(scheme, block, env),
        address: block.basepath.replace(/\/+$/, ''),
        credentials: 'the settings of the block',
      })
  }
}

type Block = z.output<typeof fields>

function serviceOf(
  scheme: string,
  { basepath, settings: given }: Block,
  env: NodeJS.ProcessEnv,
): { scheme: string; options: Record<string, string> } {
  const said = withoutEmpty(saidIn(given))
  if (scheme === 's3' || scheme === 's3a') {
    const { key, secret, token, endpoint_url: endpoint, region_name: region, anon, ...rest } = said
    const keys = key === undefined ? {} : { access_key_id: key, secret_access_key: secret, session_token: token }
    const open = anon === 'true' ? { allow_anonymous: 'true', skip_signature: 'true' } : {}
    const { bucket, root } = bucketOf(basepath)
    const around = Object.fromEntries(Object.entries(s3Environment(env)).filter(([name]) => key === undefined || name !== 'session_token'))
    return {
      scheme: 's3',
      options: withoutEmpty({ ...around, ...withoutEmpty({ endpoint, region }), ...keys, ...open, ...rest, bucket, root }),
    }
  }
  const url = new URL(basepath)
  if (/^webdavs?$/.test(scheme))
    return {
      scheme: 'webdav',
      options: {
        endpoint: `${scheme === 'webdavs' ? 'https' : 'http'}://${url.host}`,
        root: decodeURIComponent(url.pathname) || '/',
        ...said,
      },
    }
  if (scheme === 'memory') return { scheme, options: { root: `/${url.host}${url.pathname}`, ...said } }
  if (url.host === '') throw new InvalidStorage(`expected an address as '${scheme}://bucket/folder', got '${basepath}'`)
  return { scheme, options: { ...bucketOf(basepath), ...said } }
}

function gcsOf({ basepath, settings: given }: Block, env: NodeJS.ProcessEnv): Parameters<typeof gcsFiles>[0] {
  const { token, endpoint_url: endpoint, project: _, ...rest } = saidIn(given)
  const { bucket, root } = bucketOf(basepath)
  const anonymous = { allow_anonymous: 'true', disable_vm_metadata: 'true' }
  const login = token === undefined ? {} : token === 'anon' ? anonymous : { credential: Buffer.from(token).toString('base64') }
  const options = withoutEmpty({ ...gcsEnvironment(env), ...withoutEmpty({ endpoint }), ...login, ...rest, bucket })
  return { options, root, address: basepath.replace(/\/+$/, ''), credentials: 'the settings of the block' }
}

/** The settings as text; those that fsspec hands on to its own client too. */
function saidIn({ client_kwargs: client, ...own }: Block['settings']): Record<string, string | undefined> {
  const all = Object.entries({ ...own, ...objectOf(client) })
  return withoutEmpty(Object.fromEntries(all.map(([name, value]) => [name, textOf(value)])))
}

const objectOf = (value: Json | undefined): Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, Json>>) : {}

const textOf = (value: Json | undefined): string | undefined =>
  value === null || value === undefined ? undefined : typeof value === 'string' ? value : JSON.stringify(value)

function azureFields(
  basepath: string,
  { connection_string, account_name, account_key, tenant_id, client_id, client_secret }: Block['settings'],
): Fields {
  // `az://container@account.dfs.core.windows.net/path` names the account in the address.
  const [, container, account, path] = /^[a-z]+:\/\/([^/@]+)@([^./]+)[^/]*\/?(.*)$/.exec(basepath) ?? []
  return {
    bucket_path: container === undefined ? basepath : `${container}/${path ?? ''}`,
    azure_storage_connection_string: connection_string ?? null,
    azure_storage_account_name: account_name ?? account ?? null,
    azure_storage_account_key: account_key ?? null,
    azure_storage_tenant_id: tenant_id ?? null,
    azure_storage_client_id: client_id ?? null,
    azure_storage_client_secret: client_secret ?? null,
  }
}

function smbFields(basepath: string, { username, password, port, host }: Block['settings']): Fields {
  const url = new URL(basepath)
  return {
    smb_host: host ?? url.hostname,
    share_path: decodeURIComponent(url.pathname),
    smb_username: username ?? (decodeURIComponent(url.username) || null),
    smb_password: password ?? (decodeURIComponent(url.password) || null),
    smb_port: port ?? (url.port === '' ? null : Number(url.port)),
  }
}
