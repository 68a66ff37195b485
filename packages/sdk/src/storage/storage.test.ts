import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  hasGcs,
  hasSamba,
  type RunningAzure,
  type RunningGcs,
  type RunningS3,
  type RunningSamba,
  startAzure,
  startGcs,
  startS3,
  startSamba,
  temporaryFolder,
} from '@millrace/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createClient, createHttpTransport } from '@millrace/client'
import type { Json } from '@millrace/protocol'
import { runSteps } from '../steps/run-steps.ts'
import { openStorage } from './open-storage.ts'
import { describeStorage, type WritableStorage } from './storage.testsuite.ts'

async function writable(type: string, fields: Record<string, Json>, env: NodeJS.ProcessEnv = {}): Promise<WritableStorage> {
  const { files, ...storage } = await openStorage({ type, name: 'test', fields }, env)
  if (files === undefined) throw new Error(`${storage.address} cannot be written`)
  return { ...storage, files }
}

let count = 0
/** A folder of its own for each test. */
const folder = (): string => `t ${(count += 1)}`

/** Pushes a folder by a step of project files, and pulls it into another folder; answers what the steps put out. */
async function pushedAndPulled(steps: readonly [push: string, pull: string], inputs: Record<string, Json>, env: NodeJS.ProcessEnv = {}) {
  await using work = await temporaryFolder()
  const [from, into] = [join(work.path, 'from'), join(work.path, 'into')]
  await mkdir(join(from, 'deep'), { recursive: true })
  await mkdir(into)
  await writeFile(join(from, 'deep', 'flow.ts'), 'code')
  await writeFile(join(from, 'notes.md'), '')
  await writeFile(join(from, '.leftout'), '*.md\n.leftout\n')
  // They ask no server.
  const client = createClient(createHttpTransport({ url: 'http://127.0.0.1:1/api', timeoutSeconds: 1, maxRetries: 0, jitterFactor: 0 }))
  const run = async (cwd: string, name: string, more: Record<string, Json> = {}) => {
    const step = { [name]: { id: 'code', requires: 'a-package', ...inputs, ...more } }
    const { outputs } = await runSteps([step], { cwd, env: { ...process.env, ...env }, client, print: () => undefined })
    return outputs['code']
  }
  const [push, pull] = steps
  const pushed = await run(from, push, { ignore_file: '.leftout' })
  expect(await run(into, pull)).toEqual({ ...(pushed as object), directory: into })
  expect(await readFile(join(into, 'deep', 'flow.ts'), 'utf8')).toBe('code')
  expect(await readdir(into)).toEqual(['deep'])
  return pushed
}

describe('on this machine', () => {
  let base: string
  beforeAll(async () => {
    base = await mkdtemp(join(tmpdir(), 'millrace-local-'))
  })
  afterAll(() => rm(base, { recursive: true }))
  describeStorage('local-file-system', () => writable('local-file-system', { basepath: join(base, folder()) }))
  describeStorage('remote-file-system on files', () =>
    writable('remote-file-system', { basepath: `file://${base}/${encodeURIComponent(folder())}` }),
  )
})

describe('on S3', () => {
  let s3: RunningS3
  beforeAll(async () => {
    s3 = await startS3()
  })
  afterAll(() => s3[Symbol.asyncDispose]())
  const keys = { aws_access_key_id: 'test', aws_secret_access_key: 'test' }
  describeStorage('s3', () => writable('s3', { bucket_path: `flows/${folder()}`, ...keys }, s3.env))
  test('remote-file-system takes the settings of fsspec', async () => {
    const settings = { key: 'test', secret: 'test', client_kwargs: { endpoint_url: s3.url, region_name: 'us-east-1' } }
    const remote = await writable('remote-file-system', { basepath: 's3://flows/remote/', settings })
    await remote.files.write('a b', Buffer.from('x'))
    const direct = await writable('s3', { bucket_path: 'flows/remote', ...keys }, s3.env)
    expect(await direct.files.list('')).toMatchObject([{ path: 'a b', size: 1 }])
  })

  test.each([
    { aws_access_key_id: 'test', aws_secret_access_key: 'test' },
    { minio_root_user: 'test', minio_root_password: 'test' },
  ])('is pushed to and pulled from by the steps of prefect_aws, with %j', async (login) => {
    const steps = ['prefect_aws.deployments.steps.push_to_s3', 'prefect_aws.deployments.steps.pull_from_s3'] as const
    const credentials = { ...login, region_name: 'us-east-1', aws_client_parameters: { endpoint_url: s3.url } }
    const inputs = { bucket: s3.bucket, folder: folder() }
    const env = { AWS_EC2_METADATA_DISABLED: 'true' }
    expect(await pushedAndPulled(steps, { ...inputs, credentials }, env)).toEqual(inputs)
  })

  test('names a bucket that is not there, keys that are missing, and a service that is away', async () => {
    const missing = await writable('s3', { bucket_path: 'nowhere', ...keys }, s3.env)
    await expect(missing.files.list('')).rejects.toMatchObject({
      name: 'NotInStorage',
      message: expect.stringContaining('Create its bucket'),
    })
    const refused = await writable('s3', { bucket_path: 'flows' }, { AWS_ENDPOINT_URL: s3.url, AWS_EC2_METADATA_DISABLED: 'true' })
    await expect(refused.files.read('a')).rejects.toMatchObject({
      name: 'StorageAccessRefused',
      message: expect.stringContaining('Look at aws_access_key_id and aws_secret_access_key of the block'),
    })
    const away = await writable('s3', { bucket_path: 'flows', ...keys }, { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' })
    await expect(away.files.read('a')).rejects.toMatchObject({ name: 'StorageUnreachable' })
  })
})

describe('on Azure', () => {
  let azure: RunningAzure
  beforeAll(async () => {
    azure = await startAzure()
  })
  afterAll(() => azure[Symbol.asyncDispose]())
  const fields = (): Record<string, Json> => ({ bucket_path: `flows/${folder()}`, azure_storage_connection_string: azure.connectionString })
  describeStorage('azure', () => writable('azure', fields()))
  test('is pushed to and pulled from by the steps of prefect_azure, by a connection string or the address of an account', async () => {
    const steps = [
      'prefect_azure.deployments.steps.push_to_azure_blob_storage',
      'prefect_azure.deployments.steps.pull_from_azure_blob_storage',
    ] as const
    const [, account_url = ''] = /BlobEndpoint=([^;]*)/.exec(azure.connectionString) ?? []
    const [, account_key = ''] = /AccountKey=([^;]*)/.exec(azure.connectionString) ?? []
    for (const credentials of [{ connection_string: azure.connectionString }, { account_url, account_key }]) {
      const inputs = { container: azure.container, folder: folder() }
      expect(await pushedAndPulled(steps, { ...inputs, credentials })).toEqual(inputs)
    }
    await expect(pushedAndPulled(steps, { container: 'flows', credentials: { account_url: 'mine' } })).rejects.toThrow(
      "account_url: expected an address as https://name.blob.core.windows.net, got 'mine'",
    )
  })

  test('azure names credentials that are refused and do not show', async () => {
    const key = Buffer.from('wrong').toString('base64')
    const wrong = azure.connectionString.replace(/AccountKey=[^;]*/, `AccountKey=${key}`)
    const { files } = await writable('azure', { ...fields(), azure_storage_connection_string: wrong })
    const error = await files.read('a').catch((cause: unknown) => cause as Error)
    expect(error).toMatchObject({ name: 'StorageAccessRefused', message: expect.stringContaining('azure_storage_connection_string') })
    expect(String(error)).not.toContain(key)
  })
})

describe.skipIf(!hasGcs)('on Google Cloud Storage', () => {
  let gcs: RunningGcs
  beforeAll(async () => {
    gcs = await startGcs()
  })
  afterAll(() => gcs[Symbol.asyncDispose]())
  describeStorage('gcs', () => writable('gcs', { bucket_path: `flows/${folder()}` }, gcs.env), {
    // It knows no uploads in parts, which begin with 8 MiB.
    largest: 7 * 1024 * 1024,
  })
  test('is pushed to and pulled from by the steps of prefect_gcp', async () => {
    const steps = ['prefect_gcp.deployments.steps.push_to_gcs', 'prefect_gcp.deployments.steps.pull_from_gcs'] as const
    const inputs = { bucket: 'flows', folder: `app ${folder()}` }
    expect(await pushedAndPulled(steps, { ...inputs, project: 'mine' }, gcs.env)).toEqual(inputs)
  })
})

describe.skipIf(!hasSamba)('on Samba', () => {
  let samba: RunningSamba
  beforeAll(async () => {
    samba = await startSamba()
  })
  afterAll(() => samba[Symbol.asyncDispose]())
  const fields = (): Record<string, Json> => ({
    share_path: `/${samba.share}/${folder()}`,
    smb_host: '127.0.0.1',
    smb_port: samba.port,
    smb_username: samba.username,
    smb_password: samba.password,
  })
  describeStorage('smb', () => writable('smb', fields()), { isSlow: true })
  test('smb names a wrong password, a missing share and a machine that is away', async () => {
    const { files: wrong } = await writable('smb', { ...fields(), smb_password: 'guess' })
    await expect(wrong.read('a')).rejects.toMatchObject({ name: 'StorageAccessRefused', message: expect.not.stringContaining('guess') })
    const { files: missing } = await writable('smb', { ...fields(), share_path: '/nope' })
    await expect(missing.read('a')).rejects.toMatchObject({ name: 'NotInStorage', message: expect.stringContaining("no share 'nope'") })
    const { files: away } = await writable('smb', { ...fields(), smb_port: 9 })
    await expect(away.read('a')).rejects.toMatchObject({ name: 'StorageUnreachable' })
  })
})

test('S143 a block of another kind, or with fields that do not fit, is named', async () => {
  await expect(writable('secret', { value: 'x' })).rejects.toThrow(
    "the block 'secret/test' is no storage; storages are blocks of the types",
  )
  await expect(writable('s3', { bucket_path: 7 })).rejects.toThrow("the block 's3/test' cannot be used")
  await expect(writable('s3', { bucket_path: '/' })).rejects.toThrow("expected a bucket and a path in it, as 'bucket/folder', got '/'")
  await expect(writable('remote-file-system', { basepath: 'no address' })).rejects.toThrow("as 's3://bucket/folder'")
  await expect(writable('remote-file-system', { basepath: 'gopher://host/x' })).rejects.toThrow('gopher://host/x cannot be opened')
})
