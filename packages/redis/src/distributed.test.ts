import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { distributed, flow, type RunState, type TaskNotLoadable } from '@millrace/sdk'
import { defaultResultPlan } from '@millrace/sdk/calls'
import { describeTaskRunner, openTestServer, placedTasks, type TestServer } from '@millrace/sdk/test-suites'
import { hasRedis, type RunningRedis, startRedis } from '@millrace/testing'
import { describe, expect, test, vi } from 'vitest'
import { overview } from './nodes.ts'
import { type NodeOptions, TaskNode } from './node.ts'

interface RunningNode extends AsyncDisposable {
  readonly node: TaskNode
  readonly said: string[]
}

/** A node in this process; its tasks run in threads. */
function startNode({ session, settings }: TestServer, redis: string, options: Partial<NodeOptions> = {}): RunningNode {
  const said: string[] = []
  const say = (message: string): void => void said.push(message)
  const node = new TaskNode({
    redis,
    queue: 'default',
    labels: [],
    concurrency: 1,
    runtime: 'worker_threads',
    directory: process.cwd(),
    lostAfterSeconds: 10,
    session,
    plan: defaultResultPlan(settings),
    log: { info: say, warn: say },
    ...options,
  })
  const ended = node.run()
  return {
    node,
    said,
    async [Symbol.asyncDispose]() {
      node.stop()
      await ended
    },
  }
}

const errorOf = ({ outcome }: RunState): unknown => (outcome !== undefined && 'error' in outcome ? outcome.error : undefined)

describe.runIf(hasRedis)('tasks on nodes', { timeout: 120_000 }, () => {
  describeTaskRunner(
    'distributed',
    async (server, workers) => {
      const redis = await startRedis()
      const running = startNode(server, redis.url, { concurrency: workers })
      return {
        runner: distributed({ redis: redis.url }),
        async [Symbol.asyncDispose]() {
          await running[Symbol.asyncDispose]()
          await redis[Symbol.asyncDispose]()
        },
      }
    },
    { parallel: (workers) => workers, elsewhere: true, copiedAhead: 300 },
  )

  const squaring = (redis: RunningRedis, options: { labels?: string[]; queue?: string } = {}) =>
    flow({ name: 'squaring', taskRunner: distributed({ redis: redis.url, ...options }) }, async (...numbers: number[]) => {
      return await placedTasks.square.map(numbers)
    })

  test('a flow waits while Redis is away, says so, and goes on', async () => {
    await using server = await openTestServer()
    await using redis = await startRedis()
    await using running = startNode(server, redis.url)
    const folder = await mkdtemp(join(tmpdir(), 'millrace-redis-'))
    const waiting = flow({ taskRunner: distributed({ redis: redis.url }) }, async function waiting() {
      const met = placedTasks.meeting.submit(folder, 1, 2)
      const after = placedTasks.square.map([1, 2, 3])
      await vi.waitFor(async () => expect(running.node.active).toBe(1), 30_000)
      await redis.stop()
      await vi.waitFor(() => expect(running.said.join()).toContain('is not to be had'), 30_000)
      // The task ends while nobody can be told.
      await writeFile(join(folder, '2'), '')
      await redis.start()
      await met
      return await after
    })
    const state = await server.run(() => waiting.returnState())
    await rm(folder, { recursive: true })
    expect(state.result()).toEqual([1, 4, 9])
    const [run] = await server.client.flowRuns.filter({ body: {} })
    const lines = await vi.waitFor(async () => {
      const logs = (await server.logs(run?.id ?? '')).map(({ message }) => message)
      expect(logs.some((line) => line.includes('is back after'))).toBe(true)
      return logs
    }, 20_000)
    expect(lines.find((line) => line.includes('is not to be had'))).toMatch(
      /^Redis at redis:\/\/127\.0\.0\.1:\d+ is not to be had \(.+\); tasks/,
    )
  })

  test('a Redis that has forgotten everything is told again', async () => {
    await using server = await openTestServer()
    await using redis = await startRedis()
    const waiting = server.run(() => squaring(redis)(1, 2))
    await vi.waitFor(async () => expect((await overview(redis.url, 'default')).backlog[0]?.waiting).toBe(2), 30_000)
    await redis.forget()
    await using _running = startNode(server, redis.url)
    expect(await waiting).toEqual([1, 4])
  })

  test('labels and queues say where tasks run', async () => {
    await using server = await openTestServer()
    await using redis = await startRedis()
    await using _plain = startNode(server, redis.url, { name: 'plain' })
    const gpu = server.run(() => squaring(redis, { labels: ['gpu'] })(3))
    const other = server.run(() => squaring(redis, { queue: 'other' })(4))
    expect(await server.run(() => squaring(redis)(2))).toEqual([4])
    const [run] = await server.client.flowRuns.filter({ body: { sort: 'START_TIME_ASC' } })
    await vi.waitFor(async () => {
      const messages = (await server.logs(run?.id ?? '')).map(({ message }) => message)
      expect(messages.find((message) => message.includes('waits'))).toContain(
        `no node serves queue 'default' with labels gpu. To start one: millrace task-runner start --redis ${redis.url}`,
      )
    }, 40_000)
    await using _labelled = startNode(server, redis.url, { name: 'labelled', labels: ['big', 'gpu'] })
    expect(await gpu).toEqual([9])
    const { nodes, backlog } = await overview(redis.url, 'default')
    expect(nodes.map(({ name, labels, state }) => ({ name, labels, state }))).toEqual([
      { name: 'labelled', labels: ['big', 'gpu'], state: 'ready' },
      { name: 'plain', labels: [], state: 'ready' },
    ])
    expect(backlog).toMatchObject([
      { labels: [], waiting: 0, key: 'millrace:tasks+default:wait' },
      { labels: ['gpu'], waiting: 0, key: 'millrace:tasks+default+gpu:wait' },
    ])
    await using _otherNode = startNode(server, redis.url, { queue: 'other' })
    expect(await other).toEqual([16])
  })

  test('a node that lacks the code, has another version of it or uses another server refuses with what to change', async () => {
    await using server = await openTestServer()
    await using elsewhere = await openTestServer()
    await using redis = await startRedis()
    const folder = await mkdtemp(join(tmpdir(), 'millrace-node-'))
    const refusal = async (on: TestServer, options: Partial<NodeOptions>): Promise<string> => {
      await using _running = startNode(on, redis.url, { name: 'odd', ...options })
      const asking = flow({ taskRunner: distributed({ redis: redis.url }) }, async function asking() {
        return errorOf(await placedTasks.square.withOptions({ retries: 3 }).submit(2).wait())
      })
      return ((await server.run(() => asking())) as TaskNotLoadable).message
    }
    expect(await refusal(server, { directory: folder })).toMatch(
      /cannot be loaded on node 'odd': there is no file .* start the node with --path/,
    )
    const file = join(folder, 'packages/sdk/src/testing/placed-tasks.ts')
    await mkdir(join(file, '..'), { recursive: true })
    await appendFile(file, await readFile('packages/sdk/src/testing/placed-tasks.ts'))
    await appendFile(file, '// changed\n')
    expect(await refusal(server, { directory: folder })).toMatch(/is another version than that of the flow\. Bring the same code to both/)
    expect(await refusal(elsewhere, {})).toMatch(/does not know flow run '.*': set MILLRACE_API_URL of the node to the flow's server/)
    await rm(folder, { recursive: true })
  })

  test('what is large goes through result storage', async () => {
    await using server = await openTestServer()
    await using redis = await startRedis()
    await using _running = startNode(server, redis.url)
    const large = { text: 'x'.repeat(2_000_000), bytes: Buffer.alloc(3_000_000, 7) }
    const echoing = flow({ taskRunner: distributed({ redis: redis.url }) }, async function echoing() {
      return await placedTasks.echo.submit(large)
    })
    expect(await server.run(() => echoing())).toEqual(large)
  })

  test('what is too large for Redis is refused where nodes and flow have no storage in common', async () => {
    await using server = await openTestServer()
    await using elsewhere = await openTestServer()
    await using redis = await startRedis()
    await using _running = startNode(server, redis.url, { plan: defaultResultPlan(elsewhere.settings) })
    const echoing = flow({ taskRunner: distributed({ redis: redis.url }) }, async function echoing() {
      return (await placedTasks.echo.submit('x'.repeat(9_000_000)).wait()).message
    })
    expect(await server.run(() => echoing())).toContain("what task 'echo' is called with has 9 MB, too much for Redis")
  })

  test('a drained node ends what it has and takes no more', async () => {
    await using server = await openTestServer()
    await using redis = await startRedis()
    const first = startNode(server, redis.url, { name: 'first' })
    const folder = await mkdtemp(join(tmpdir(), 'millrace-drain-'))
    const draining = flow({ taskRunner: distributed({ redis: redis.url }) }, async function draining() {
      const met = placedTasks.meeting.submit(folder, 1, 2)
      await vi.waitFor(() => expect(first.node.active).toBe(1), 30_000)
      first.node.stop()
      const rest = placedTasks.square.map([1, 2])
      await vi.waitFor(async () => expect((await overview(redis.url, 'default')).nodes[0]?.state).toBe('draining'), 30_000)
      expect(first.node.active).toBe(1)
      await writeFile(join(folder, '2'), '')
      await met
      await first[Symbol.asyncDispose]()
      await using _second = startNode(server, redis.url, { name: 'second' })
      return await rest
    })
    expect(await server.run(() => draining())).toEqual([1, 4])
    await rm(folder, { recursive: true })
  })
})
