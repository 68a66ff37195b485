import { randomBytes, randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { AnyFlow } from '../any-flow.ts'
import { flow } from '../flow.ts'
import { openTestServer, type TestServer } from '../testing/test-server.ts'
import { flowRunResult } from './flow-run-result.ts'
import { memoryStorage } from './memory-storage.ts'
import { encrypted } from './serializers.ts'

/** A name of its own, also on a server that has runs of others. */
const named = (name: string): string => `${name}-${randomUUID().slice(0, 8)}`

/** The id of the run of the flow. */
async function runOf({ name }: AnyFlow, { client }: TestServer): Promise<string> {
  const [run] = await client.flowRuns.filter({ body: { flows: { name: { any_: [name] } } } })
  return run?.id ?? ''
}

describe('the result of a flow run in another process', () => {
  test('is read where the settings keep it, by the run or its id', async () => {
    await using server = await openTestServer()
    const dated = flow({ name: named('dated'), persistResult: true }, async function dated() {
      return { day: new Date(0) }
    })
    await server.run(() => dated())
    const id = await runOf(dated, server)
    const run = await server.client.flowRuns.read({ params: { id } })
    expect(await server.run(() => flowRunResult(id))).toEqual({ day: new Date(0) })
    expect(await server.run(() => flowRunResult(run))).toEqual({ day: new Date(0) })
  })

  test('is read from the storage, and by the serializer, that the flow has', async () => {
    await using server = await openTestServer()
    const kept = { resultStorage: memoryStorage(), resultSerializer: encrypted({ key: randomBytes(32).toString('hex') }) }
    const secret = flow({ name: named('secret'), ...kept }, async function secret() {
      return 12n
    })
    await server.run(() => secret())
    const id = await runOf(secret, server)
    expect(await server.run(() => flowRunResult<bigint>(id, kept))).toBe(12n)
    await expect(server.run(() => flowRunResult(id))).rejects.toThrow(/there is nothing under '.+' in .+resultStorage/)
  })

  test('is missing where nobody kept it, it is gone, or the run is not over, and says so', async () => {
    await using server = await openTestServer()
    const forgetful = flow({ name: named('forgetful') }, async function forgetful() {
      return 1
    })
    await server.run(() => forgetful())
    await expect(server.run(async () => flowRunResult(await runOf(forgetful, server)))).rejects.toMatchObject({
      name: 'MissingResult',
      message: expect.stringContaining('the process that ran it did not keep it. To keep results, set persistResult: true'),
    })
    const careful = flow({ name: named('careful'), persistResult: true }, async function careful() {
      return 1
    })
    await server.run(() => careful())
    await rm(join(server.home, 'storage'), { recursive: true })
    await expect(server.run(async () => flowRunResult(await runOf(careful, server)))).rejects.toThrow(/there is nothing under/)
    const { id: flow_id } = await server.client.flows.create({ body: { name: named('later') } })
    const { id } = await server.client.flowRuns.create({ body: { flow_id, state: { type: 'SCHEDULED' } } })
    await expect(server.run(() => flowRunResult(id))).rejects.toThrow(/it is not over \(Scheduled\)/)
  })

  test('of a run that failed is its failure', async () => {
    await using server = await openTestServer()
    const failing = flow({ name: named('failing') }, async function failing() {
      throw new Error('no luck')
    })
    await expect(server.run(() => failing())).rejects.toThrow('no luck')
    await expect(server.run(async () => flowRunResult(await runOf(failing, server)))).rejects.toMatchObject({
      name: 'RunFailed',
      state: 'Failed',
      message: expect.stringContaining('no luck'),
    })
  })
})
