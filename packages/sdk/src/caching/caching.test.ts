import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { flowRun } from '../context/flow-run.ts'
import { flow } from '../flow.ts'
import { memoryLocks } from '../locks/memory-locks.ts'
import { localStorage } from '../results/local-storage.ts'
import { task } from '../task.ts'
import type { CacheOptions } from '../task-definition.ts'
import { openTestServer, type TestServer } from '../testing/test-server.ts'
import { type CacheContext, type CachePolicy, cacheBy } from './cache-policy.ts'

let folder = ''
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'millrace-caching-'))))
afterAll(async () => await rm(folder, { recursive: true, force: true }))

const context = (changed: Partial<CacheContext> = {}): CacheContext => ({
  task: task(async function one() {
    return 1
  }).definition,
  parameters: { a: 1, b: { list: [new Date(0)] } },
  flowParameters: { day: 'Monday' },
  runId: 'run-1',
  ...changed,
})

describe('a cache policy', () => {
  const changes: Record<string, Partial<CacheContext>> = {
    inputs: { parameters: { a: 2 } },
    source: {
      task: task(async function one() {
        return 2
      }).definition,
    },
    run: { runId: 'run-2' },
    'flow parameters': { flowParameters: { day: 'Tuesday' } },
  }
  const cases: [string, CachePolicy, string[]][] = [
    ['inputs', cacheBy.inputs, ['inputs']],
    ['source', cacheBy.source, ['source']],
    ['runId', cacheBy.runId, ['run']],
    ['flowParameters', cacheBy.flowParameters, ['flow parameters']],
    ['default', cacheBy.default, ['inputs', 'source', 'run']],
    ['inputs and flow parameters', cacheBy.inputs.plus(cacheBy.flowParameters), ['inputs', 'flow parameters']],
    ['own key', cacheBy.key(({ runId }) => runId), ['run']],
    ['own key and inputs', cacheBy.key(() => 'x').plus(cacheBy.inputs), ['inputs']],
  ]
  test.each(cases)('%s', (_name, policy, changing) => {
    const key = policy.keyFor(context())
    expect(key).toMatch(/^[0-9a-f]{64}$/)
    expect(policy.keyFor(context())).toBe(key)
    const found = Object.entries(changes).filter(([, change]) => policy.keyFor(context(change)) !== key)
    expect(found.map(([name]) => name)).toEqual(changing)
  })

  test('leaves out parameters, does not care for their order, and means the same in any order', () => {
    const { inputs, source } = cacheBy
    expect(inputs.minus('a').keyFor(context())).toBe(
      inputs.minus('a').keyFor(context({ parameters: { a: 9, b: { list: [new Date(0)] } } })),
    )
    expect(inputs.keyFor(context())).toBe(inputs.keyFor(context({ parameters: { b: { list: [new Date(0)] }, a: 1 } })))
    expect(inputs.plus(source).minus('a').keyFor(context())).toBe(source.plus(inputs.minus('a')).keyFor(context()))
    expect(source.minus('a').keyFor(context())).toBe(source.keyFor(context()))
    expect(inputs.plus(cacheBy.nothing).keyFor(context())).toBe(inputs.keyFor(context()))
  })

  test('has no key where nothing is to be said', () => {
    expect(cacheBy.nothing.keyFor(context())).toBeUndefined()
    expect(cacheBy.inputs.keyFor(context({ parameters: {} }))).toBeUndefined()
    expect(cacheBy.flowParameters.keyFor(context({ flowParameters: undefined }))).toBeUndefined()
    expect(cacheBy.key(() => undefined).keyFor(context())).toBeUndefined()
  })

  test('says what to do about arguments that are no plain data', () => {
    expect(() => cacheBy.inputs.keyFor(context({ parameters: { socket: () => undefined } }))).toThrow('cacheBy.inputs.minus(…)')
  })
})

/** Runs a flow that calls a cached task with these arguments, and answers the arguments that it was really run with. */
async function computed(
  server: TestServer,
  cache: CacheOptions | CachePolicy,
  calls: readonly (readonly [n: number, debug?: boolean])[],
): Promise<string> {
  const ran: number[] = []
  const square = task({ name: 'square', cache }, async (n: number, _debug = false) => {
    ran.push(n)
    return n === 0 ? null : n * n
  })
  const outer = flow({ name: 'squares' }, async () => {
    for (const [n, debug] of calls) expect(await square(n, debug)).toBe(n === 0 ? null : n * n)
  })
  await server.run(() => outer())
  return ran.join()
}

describe('a cached task', () => {
  test('computes once for each key, also what is null', async () => {
    await using server = await openTestServer()
    expect(await computed(server, cacheBy.inputs, [[2], [2], [0], [0]])).toBe('2,0')
    expect(await computed(server, { by: cacheBy.inputs }, [[2], [0], [3]])).toBe('3')
    expect(
      await computed(server, cacheBy.inputs.minus('_debug'), [
        [4, true],
        [4, false],
      ]),
    ).toBe('4')
    expect(await computed(server, cacheBy.runId.plus(cacheBy.inputs), [[2], [2]])).toBe('2')
    expect(await computed(server, cacheBy.runId.plus(cacheBy.inputs), [[2], [2]])).toBe('2')
    expect(await computed(server, cacheBy.nothing, [[2], [2]])).toBe('2,2')
  })

  test('is computed again when its time is over, or it is told so', async () => {
    await using server = await openTestServer()
    const by = cacheBy.inputs
    expect(await computed(server, { by, forSeconds: 0 }, [[1], [1]])).toBe('1,1')
    expect(await computed(server, { by, forSeconds: 60 }, [[1], [1]])).toBe('1')
    expect(await computed(server, { by, refresh: true }, [[1]])).toBe('1')
    expect(await computed(server, { by }, [[1]])).toBe('')
  })

  test('is looked up where keys are kept', async () => {
    await using server = await openTestServer()
    const keys = join(folder, 'keys')
    const cache = { by: cacheBy.inputs, keyStorage: localStorage(keys) }
    expect(await computed(server, cache, [[5], [5]])).toBe('5')
    const [key = ''] = await readdir(keys)
    expect(JSON.parse(await readFile(join(keys, key), 'utf8'))).toEqual({
      metadata: expect.objectContaining({ storage_key: key, serializer: { type: 'json' } }) as unknown,
    })
    expect(await readdir(join(server.home, 'storage'))).toEqual([key])
    await rm(join(keys, key))
    expect(await computed(server, cache, [[5]])).toBe('5')
  })

  test('runs as ever with persistResult: false, which says so in the log, and when its key fails', async () => {
    await using server = await openTestServer()
    const ran: string[] = []
    const unkept = task({ persistResult: false, cache: cacheBy.inputs }, async function unkept(text: string) {
      ran.push(text)
    })
    const badKey = task({ cache: { by: () => String(JSON.parse('{')) } }, async function badKey(text: string) {
      ran.push(text)
    })
    const outer = flow(async function outer() {
      await unkept('a')
      await unkept('a')
      await badKey('b')
      await badKey('b')
      return flowRun().id
    })
    const id = await server.run(() => outer())
    expect(ran).toEqual(['a', 'a', 'b', 'b'])
    await server.session.flush()
    const lines = (await server.logs(id)).map(({ message }) => message)
    expect(lines).toContain("Task 'unkept' is not cached, as persistResult is false")
    expect(lines.some((line) => line.startsWith('The cache key could not be computed, so that this run is not cached: SyntaxError'))).toBe(
      true,
    )
  })

  test('under a lock is computed once by runs that want it at the same time', async () => {
    await using server = await openTestServer()
    let ran = 0
    const shared = task(
      { cache: { by: cacheBy.source, isolationLevel: 'SERIALIZABLE', locks: memoryLocks() } },
      async function shared(n: number) {
        ran += 1
        await new Promise((resolve) => setTimeout(resolve, 20))
        return n
      },
    )
    const outer = flow(async function outer() {
      return await shared.map([1, 2, 3, 4])
    })
    expect(await server.run(() => outer())).toEqual([1, 1, 1, 1])
    expect(ran).toBe(1)
  })

  test('that asks for SERIALIZABLE without locks fails and says what to do', async () => {
    await using server = await openTestServer()
    const unlocked = task({ cache: { by: cacheBy.source, isolationLevel: 'SERIALIZABLE' } }, async function unlocked() {
      return 1
    })
    const outer = flow(async function outer() {
      await unlocked()
    })
    await expect(server.run(() => outer())).rejects.toThrow(/SERIALIZABLE without saying where its locks are; pass locks/)
  })
})

describe('processes that compute the same key under a lock', () => {
  /** Starts one of the processes; answers what it printed once it has ended. */
  function start(shared: string, index: number, seconds: number): { child: ReturnType<typeof spawn>; output: Promise<string> } {
    const script = fileURLToPath(new URL('../testing/cached-task.ts', import.meta.url))
    const child = spawn(process.execPath, [script, join(shared, `home-${index}`), shared, String(seconds)], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part))
    return { child, output: once(child, 'close').then(() => text) }
  }

  test('compute it once', async () => {
    const shared = await mkdtemp(join(folder, 'once-'))
    const outputs = await Promise.all([0, 1, 2].map((index) => start(shared, index, 0.5).output))
    expect(outputs.filter((text) => text.includes('computing'))).toHaveLength(1)
    expect(new Set(outputs.map((text) => text.split('result ')[1])).size).toBe(1)
  })

  test('go on when the one that computes is killed', async () => {
    const shared = await mkdtemp(join(folder, 'killed-'))
    const first = start(shared, 0, 60)
    await once(first.child.stdout ?? first.child, 'data')
    const second = start(shared, 1, 0)
    first.child.kill('SIGKILL')
    expect(await second.output).toBe(`computing\nresult ${second.child.pid}\n`)
  })
})
