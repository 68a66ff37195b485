import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { hasGcs, startAzure, startGcs, startS3 } from '@millrace/testing'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { blocks } from '../blocks/built-in.ts'
import { flowRun } from '../context/flow-run.ts'
import { flow } from '../flow.ts'
import { task } from '../task.ts'
import { openTestServer, type TestServer } from '../testing/test-server.ts'
import type { ResultStorageOption } from './block-storage.ts'
import { azureStorage, gcsStorage, s3Storage } from './object-storage.ts'
import type { ResultStorage } from './storage.ts'

afterEach(() => vi.unstubAllEnvs())

const useEnvironment = (env: Readonly<Record<string, string>>): void => {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
}

/** Runs a flow that fails once; its second attempt must find what the first has kept. Answers how often its tasks were called. */
async function resumed(server: TestServer, resultStorage: ResultStorageOption): Promise<number> {
  let calls = 0
  const fetchRows = task({ resultStorageKey: 'raw/{parameters.day} & {task.name}.json' }, async function fetchRows(day: string) {
    calls += 1
    return new Map([[day, calls]])
  })
  const report = flow({ retries: 1, resultStorage }, async function report() {
    const rows = await fetchRows('monday')
    if (flowRun().runCount === 1) throw new Error('once')
    return rows.get('monday')
  })
  expect(await server.run(() => report())).toBe(1)
  return calls
}

/** What becomes of the result of a task in a storage. */
async function used(storage: ResultStorage): Promise<{ calls: number; kept: unknown; removed: unknown; outside: string }> {
  await using server = await openTestServer()
  const calls = await resumed(server, storage)
  const key = 'raw/monday & fetchRows.json'
  const { metadata } = JSON.parse((await storage.read(key)) ?? '') as { metadata: { type: unknown } }
  await storage.remove?.(key)
  const outside = await storage.write('../out', '').catch((error: Error) => error.message)
  return { calls, kept: metadata.type, removed: await storage.read(key), outside: String(outside) }
}

const ALL_RIGHT = {
  calls: 1,
  kept: 'ResultRecordMetadata',
  removed: undefined,
  outside: expect.stringContaining('leads out of its folder') as string,
}

describe('results are kept', { timeout: 120_000 }, () => {
  test('S244 in S3, by the options or by the environment', async () => {
    await using s3 = await startS3('results')
    const options = { endpoint: s3.url, access_key_id: 'test', secret_access_key: 'test', region: 'us-east-1' }
    expect(await used(s3Storage(s3.bucket, { root: 'by options', options }))).toEqual(ALL_RIGHT)
    useEnvironment(s3.env)
    expect(await used(s3Storage(s3.bucket, { root: 'by environment' }))).toEqual(ALL_RIGHT)
    await expect(s3Storage('nowhere').write('key', '')).rejects.toThrow(/s3:\/\/nowhere is not there, so nobody can write 'key'/)
  })

  test.runIf(hasGcs)('in Google Cloud Storage', async () => {
    await using gcs = await startGcs('results')
    useEnvironment(gcs.env)
    expect(await used(gcsStorage(gcs.bucket))).toEqual(ALL_RIGHT)
    expect(await used(gcsStorage(gcs.bucket, { root: 'deeper/folder' }))).toEqual(ALL_RIGHT)
  })

  test('in Azure Blob Storage', async () => {
    await using azure = await startAzure('results')
    useEnvironment({ AZURE_STORAGE_CONNECTION_STRING: azure.connectionString })
    expect(await used(azureStorage(azure.container, { root: 'deeper' }))).toEqual(ALL_RIGHT)
    expect(await used(azureStorage(azure.container))).toEqual(ALL_RIGHT)
  })

  test('in the storage of a block, at hand or saved, in a folder of it, and of all runs by a setting', async () => {
    await using server = await openTestServer()
    const folder = join(server.home, 'of the block')
    const block = blocks.localFileSystem.of({ basepath: folder })
    expect(await resumed(server, block)).toBe(1)
    expect(await readdir(folder)).toContain('raw')

    await server.run(() => block.save('results'))
    expect(await resumed(server, 'local-file-system/results/deeper')).toBe(1)
    expect(await readdir(join(folder, 'deeper'))).toContain('raw')

    await expect(resumed(server, 'local-file-system/nowhere')).rejects.toThrow("there is no block 'local-file-system/nowhere'")
    await expect(resumed(server, 'nonsense')).rejects.toThrow("expected a storage block as 'block-type/block-name'")
    await server.run(() => blocks.string.of({ value: 'x' }).save('text'))
    await expect(resumed(server, 'string/text')).rejects.toThrow("the block 'string/text' is no storage")
  })
})
