import { expect, test } from 'vitest'
import { concurrency, flow, flowRun, logger, pause, resumeFlowRun, RunTimedOut, sleep, task } from './index.ts'
import { fakeTask, fakeTasks, testServer, withTestServer } from './testing.ts'

const DAY = 86_400

const fetchRows = task({ retries: 2, retryDelaySeconds: 600 }, async function fetchRows(_of: string): Promise<{ rows: number }> {
  throw new Error('this test must not reach the network')
})
const store = task(async function store({ rows }: { readonly rows: number }) {
  return `stored ${rows}`
})
const report = flow({ retries: 0 }, async function report(of: string) {
  logger().info('beginning')
  const rows = await fetchRows(of)
  await sleep(DAY)
  return await store(rows)
})

/** Milliseconds that `body` takes in real time. */
async function taken(body: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await body()
  return performance.now() - start
}

test('waits, delays of retries and of flows take no time, and the clock shows that they passed', async () => {
  await using server = await testServer({ start: new Date('2026-03-01T00:00:00Z') })
  let attempts = 0
  using fetched = fakeTask(fetchRows, async (of) => {
    attempts += 1
    if (attempts < 3) throw new Error('the network is away')
    return { rows: of.length }
  })
  const again = report.withOptions({ retries: 1, retryDelaySeconds: 3600 })
  const real = await taken(async () => expect(await again('abc')).toBe('stored 3'))
  expect(real).toBeLessThan(20_000)
  expect(fetched.calls).toEqual([['abc'], ['abc'], ['abc']])
  expect(server.clock.now().toISOString()).toBe('2026-03-02T00:20:00.000Z')
  const [run] = await server.client.flowRuns.filter({ body: {} })
  expect(run).toMatchObject({ state_name: 'Completed', start_time: expect.stringContaining('2026-03-01T00:00:0') })
  expect(run?.end_time).toContain('2026-03-02T00:20:00')
})

test('a flow waits for its own retries in no time', async () => {
  await using server = await testServer()
  const before = server.clock.millis()
  const flaky = flow({ retries: 3, retryDelaySeconds: 7 * DAY }, async function flaky() {
    if (flowRun().runCount < 4) throw new Error('again')
    return flowRun().runCount
  })
  expect(await flaky()).toBe(4)
  expect(server.clock.millis() - before).toBeGreaterThanOrEqual(21 * DAY * 1000)
})

test('a timeout ends what waits longer, and nothing that ends before', async () => {
  await using _server = await testServer()
  const naps = task({ timeoutSeconds: 60 }, async function naps(seconds: number) {
    await sleep(seconds)
    return seconds
  })
  const both = flow(async function both() {
    const [short, long] = await Promise.all([naps.returnState(59), naps.returnState(61)])
    return { short: short.name, long: long.name }
  })
  expect(await both()).toEqual({ short: 'Completed', long: 'TimedOut' })
  const slow = flow({ timeoutSeconds: 5 }, async function slow() {
    await sleep(6)
  })
  await expect(slow()).rejects.toThrow(RunTimedOut)
})

test('waits end in the order of their times, whoever asked first', async () => {
  await using server = await testServer()
  const before = server.clock.millis()
  const ended: number[] = []
  const nap = task(async function nap(seconds: number) {
    await sleep(seconds)
    ended.push(seconds)
  })
  const naps = flow(async function naps() {
    await nap.map([30, 10, 20])
  })
  await naps()
  expect(ended).toEqual([10, 20, 30])
  expect(server.clock.millis() - before).toBe(30_000)
})

test('slots are waited for in no time', async () => {
  await using server = await testServer()
  await server.client.concurrencyLimitsV2.create({ body: { name: 'door', limit: 1 } })
  const order: string[] = []
  const enter = task(async function enter(name: string) {
    await using _held = await concurrency('door')
    order.push(`${name} in`)
    // Longer than the lease of a slot, which is renewed meanwhile.
    await sleep(1000)
    order.push(`${name} out`)
  })
  const crowd = flow(async function crowd() {
    await enter.map(['a', 'b'])
  })
  await crowd()
  expect(order.map((line) => line.slice(2))).toEqual(['in', 'out', 'in', 'out'])
})

test('time that is moved by hand stands still otherwise', async () => {
  await using server = await testServer({ time: 'manual' })
  const asks = flow(async function asks() {
    await pause({ timeoutSeconds: 600 })
    await sleep(50)
    return 'went on'
  })
  const run = asks()
  await server.clock.advance(10)
  const [paused] = await server.client.flowRuns.filter({ body: {} })
  expect(paused?.state_name).toBe('Paused')
  await resumeFlowRun(paused?.id ?? '')
  await server.clock.advance(30)
  await server.clock.advance(60)
  expect(await run).toBe('went on')
  await expect(server.clock.advance(-1)).rejects.toThrow('a number from 0')
})

test('recorded results stand in for several tasks, errors too, and only for a while', async () => {
  await withTestServer(async () => {
    {
      using _recorded = fakeTasks([fetchRows, { rows: 7 }], [store, 'kept'])
      expect(await report('x')).toBe('kept')
    }
    {
      using _failing = fakeTasks([store, new Error('disk full')], [fetchRows, { rows: 1 }])
      await expect(report('x')).rejects.toThrow('disk full')
    }
    await expect(report('x')).rejects.toThrow('must not reach the network')
  })
})

test('there is one at a time, and its home goes with it', async () => {
  const server = await testServer()
  await expect(testServer()).rejects.toThrow('a test server is open in this process')
  await server[Symbol.asyncDispose]()
  await using next = await testServer({ time: 'real', settings: { 'tasks.defaultRetries': 1 } })
  expect(next.home).not.toBe(server.home)
  await expect(next.clock.advance(1)).rejects.toThrow("time: 'skip' or 'manual'")
})

test('a flow takes milliseconds', async () => {
  await using _server = await testServer()
  using _recorded = fakeTasks([fetchRows, { rows: 1 }])
  await report('warm')
  const times = []
  for (let turn = 0; turn < 10; turn += 1) times.push(await taken(() => report('again')))
  // On a quiet machine 5 to 10; the least of ten is what it takes.
  expect(Math.min(...times)).toBeLessThan(200)
})
