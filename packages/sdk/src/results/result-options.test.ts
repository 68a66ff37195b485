import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { flowRun } from '../context/flow-run.ts'
import { flow } from '../flow.ts'
import { task } from '../task.ts'
import { openTestServer } from '../testing/test-server.ts'
import { memoryStorage } from './memory-storage.ts'
import { opendalStorage } from './object-storage.ts'

describe('the results of tasks', () => {
  test('are kept under the name that a template or a function makes, and found again by later attempts', async () => {
    await using server = await openTestServer()
    const calls: string[] = []
    const daily = task(
      { resultStorageKey: 'daily/{parameters.day}-{task.name}.json', resultSerializer: 'json' },
      async function daily(day: string) {
        calls.push(day)
        return { day }
      },
    )
    const named = task(
      { resultStorageKey: ({ parameters, flowRun: run }) => `${run?.flowName}/${String(parameters['day'])}` },
      async function named(day: string) {
        calls.push(`named ${day}`)
        return { day }
      },
    )
    const report = flow({ retries: 1 }, async function report() {
      const results = [await daily('monday'), await named('monday')]
      if (flowRun().runCount === 1) throw new Error('once')
      return results
    })
    expect(await server.run(() => report())).toEqual([{ day: 'monday' }, { day: 'monday' }])
    expect(calls).toEqual(['monday', 'named monday'])
    const text = await readFile(join(server.home, 'storage', 'daily', 'monday-daily.json'), 'utf8')
    expect(JSON.parse(text)).toMatchObject({ result: '{"day":"monday"}', metadata: { storage_key: 'daily/monday-daily.json' } })
  })

  test('that another run has written over are not taken for one’s own', async () => {
    await using server = await openTestServer()
    let calls = 0
    const latest = task({ resultStorageKey: 'latest' }, async function latest(_of: number) {
      calls += 1
      return calls
    })
    const racing = flow({ retries: 1 }, async function racing() {
      const results = [await latest(1), await latest(2)]
      if (flowRun().runCount === 1) throw new Error('once')
      return results
    })
    expect(await server.run(() => racing())).toEqual([3, 4])
  })

  test.each([
    ['{parameters.nope}', 'parameters._of'],
    ['{parameters.of}', 'is no text, number'],
    ['', 'expected a text'],
    ['../{task.name}', 'leads out of'],
  ])('are not kept under %j, which fails the task', async (key, problem) => {
    await using server = await openTestServer()
    const odd = task({ resultStorageKey: key }, async function odd(_of: object) {
      return 1
    })
    await expect(server.run(() => odd({}))).rejects.toThrow(problem)
  })

  test('may be in the memory of the process, and by one serializer around another', async () => {
    await using server = await openTestServer()
    const storage = memoryStorage()
    const kept = task(
      { persistResult: true, resultStorage: storage, resultSerializer: 'zstd/v8', resultStorageKey: 'kept' },
      async function kept() {
        return new Map([['a', 1n]])
      },
    )
    expect(await server.run(() => kept())).toEqual(new Map([['a', 1n]]))
    expect(JSON.parse((await storage.read('kept')) ?? '')).toMatchObject({
      metadata: { serializer: { type: 'json', object_decoder: 'millrace.zstd/v8' } },
    })
    await storage.remove?.('kept')
    expect(await storage.read('kept')).toBeUndefined()
  })

  test('are in any service of OpenDAL', async () => {
    await using server = await openTestServer()
    const storage = opendalStorage('fs', { root: join(server.home, 'elsewhere') })
    await storage.write('deep/er', 'text')
    expect(await storage.read('deep/er')).toBe('text')
    expect(await storage.read('nothing')).toBeUndefined()
    await storage.remove?.('deep/er')
    expect(await storage.read('deep/er')).toBeUndefined()
    await expect(opendalStorage('nope').read('x')).rejects.toThrow('nope:// cannot be opened')
  })

  test('S246 that are nowhere are told of with the places to set a store', async () => {
    await using server = await openTestServer()
    const lost = flow(async function lost() {
      return 1
    })
    const state = await server.run(() => lost.returnState())
    expect(() => state.withoutOutcome().result()).toThrow(
      /^the result of flow 'lost' is missing: .* at the task or at the flow around it; or for all with MILLRACE_RESULTS_PERSIST_BY_DEFAULT and MILLRACE_RESULTS_LOCAL_STORAGE_PATH$/,
    )
  })
})
