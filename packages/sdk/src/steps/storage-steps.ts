import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Json } from '@millrace/protocol'
import { z } from 'zod'
import { openStorage, storageBlock, type StorageBlock, uploadTree } from '../storage/index.ts'
import { InvalidStep } from './errors.ts'
import { optionalText, readInputs, text } from './inputs.ts'
import type { Step, StepContext, StepResult } from './step.ts'

type Fields = Readonly<Record<string, Json>>

const fields = z.record(z.string(), z.custom<Json>()).nullish()

/** One of the object storages that Prefect has push and pull steps for. */
interface Cloud {
  readonly scheme: 's3' | 'gs' | 'az'
  /** What the steps call the place. */
  readonly place: 'bucket' | 'container'
  /** A credentials block of Prefect's, resolved to its fields, in the words of `remote-file-system`. */
  readonly settings: (credentials: Fields, parameters: Fields) => Fields
}

const AWS: Cloud = {
  scheme: 's3',
  place: 'bucket',
  settings: (given, parameters) => {
    const client = { ...objectOf(given['aws_client_parameters']), ...parameters }
    return some({
      // Those of MinIO go by other names.
      key: given['aws_access_key_id'] ?? given['minio_root_user'],
      secret: given['aws_secret_access_key'] ?? given['minio_root_password'],
      token: given['aws_session_token'],
      region_name: given['region_name'] ?? client['region_name'],
      endpoint_url: client['endpoint_url'],
    })
  },
}
const GCP: Cloud = {
  scheme: 'gs',
  place: 'bucket',
  settings: ({ service_account_info: account, service_account_file: file }) =>
    some({
      token: typeof account === 'object' && account !== null ? JSON.stringify(account) : account,
      credential_path: account === undefined || account === null ? file : undefined,
    }),
}
const AZURE: Cloud = {
  scheme: 'az',
  place: 'container',
  settings: ({ connection_string: connection, account_url: url, account_name, account_key, tenant_id, client_id, client_secret }) =>
    some({
      connection_string: connection ?? (typeof url === 'string' ? connectionTo(url) : undefined),
      account_name,
      account_key,
      tenant_id,
      client_id,
      client_secret,
    }),
}

/** The connection string of an account's address, which has the name in its host, or as its path where an emulator has it. */
function connectionTo(accountUrl: string): string {
  if (!URL.canParse(accountUrl))
    throw new InvalidStep(`credentials.account_url: expected an address as https://name.blob.core.windows.net, got '${accountUrl}'`)
  const { hostname, pathname } = new URL(accountUrl)
  const name = pathname === '/' ? hostname.split('.')[0] : pathname.split('/')[1]
  return `AccountName=${name};BlobEndpoint=${accountUrl.replace(/\/+$/, '')}`
}

const inputsOf = ({ place }: Cloud) =>
  z.strictObject({
    [place]: text.pipe(z.string().min(1)),
    folder: text.default(''),
    credentials: fields,
    client_parameters: fields,
    /** Means nothing: a bucket has its project. */
    project: optionalText,
    /** What is not uploaded is said by this file of the folder; null: everything is. */
    ignore_file: text.nullish(),
  })

interface ReadInputs {
  readonly place: string
  readonly folder: string
  readonly ignoreFile: string | null | undefined
  readonly block: StorageBlock
}

function read(name: string, cloud: Cloud, given: unknown): ReadInputs {
  const inputs = readInputs(name, inputsOf(cloud), given) as { readonly [key: string]: unknown }
  const place = String(inputs[cloud.place])
  const settings = cloud.settings(objectOf(inputs['credentials'] as Json), objectOf(inputs['client_parameters'] as Json))
  return {
    place,
    folder: String(inputs['folder']),
    ignoreFile: inputs['ignore_file'] as ReadInputs['ignoreFile'],
    block: remote(`${cloud.scheme}://${place}`, settings),
  }
}

const remote = (basepath: string, settings: Fields): StorageBlock => ({
  type: 'remote-file-system',
  name: null,
  fields: { basepath, settings: { ...settings } },
})

/** Uploads the current folder; puts out the bucket or container, and the `folder`. */
const push =
  (name: string, cloud: Cloud): Step =>
  async (given, context) => {
    const { place, folder, ignoreFile, block } = read(name, cloud, given)
    const { files, address } = await openStorage(block, context.env)
    if (files === undefined) throw new InvalidStep(`step ${name}: ${address} can only be read`)
    const uploaded = await uploadTree(files, { from: context.cwd, to: folder, ignoreFile })
    context.print(`${uploaded.files} files are in ${address}/${folder}, ${uploaded.unchanged} of them were there`)
    return { outputs: { [cloud.place]: place, folder } }
  }

/** Fetches a folder into the current one; puts out the bucket or container, the `folder`, and the `directory`. */
const pull =
  (name: string, cloud: Cloud): Step =>
  async (given, context) => {
    const { place, folder, block } = read(name, cloud, given)
    await (await openStorage(block, context.env)).fetch(folder, context.cwd)
    return { outputs: { [cloud.place]: place, folder, directory: context.cwd } }
  }

/** The steps of Prefect's packages for clouds, by their last names. */
export const cloudSteps: Readonly<Record<string, Step>> = {
  push_to_s3: push('push_to_s3', AWS),
  pull_from_s3: pull('pull_from_s3', AWS),
  push_to_gcs: push('push_to_gcs', GCP),
  pull_from_gcs: pull('pull_from_gcs', GCP),
  push_to_azure_blob_storage: push('push_to_azure_blob_storage', AZURE),
  pull_from_azure_blob_storage: pull('pull_from_azure_blob_storage', AZURE),
}

const ofUrl = z.looseObject({ url: text.pipe(z.string().min(1)) })

/** `pull_from_remote_storage`: fetches what is at a URL; further inputs are settings of that storage. */
export const pullFromRemoteStorage: Step = async (given, context) => {
  const { url, ...settings } = readInputs('pull_from_remote_storage', ofUrl, given)
  const directory = url
    .replace(/^[a-z\d+]+:\/*/i, '')
    .replaceAll(/[^\w./-]/g, '_')
    .replaceAll(/(^|\/)\.+(?=\/|$)/g, '$1_')
  return await fetchInto(directory || 'code', remote(url, settings as Fields), context)
}

const ofBlock = z.strictObject({ block_document_name: text, block_type_slug: text })

/** `pull_with_block`: fetches what a storage block describes. */
export const pullWithBlock: Step = async (given, context) => {
  const { block_document_name: name, block_type_slug: type } = readInputs('pull_with_block', ofBlock, given)
  return await fetchInto(`${type}-${name}`, await storageBlock(context.client, `${type}/${name}`), context)
}

async function fetchInto(directory: string, block: StorageBlock, { cwd, env }: StepContext): Promise<StepResult> {
  const storage = await openStorage(block, env)
  const into = resolve(cwd, directory)
  await mkdir(into, { recursive: true })
  await storage.fetch('', into)
  return { outputs: { directory } }
}

const objectOf = (value: Json | undefined): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}

const some = (given: Readonly<Record<string, Json | undefined>>): Fields =>
  Object.fromEntries(Object.entries(given).filter((entry): entry is [string, Json] => entry[1] !== undefined && entry[1] !== null))
