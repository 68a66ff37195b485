import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { systemClock, useClock } from '../clock.ts'
import { flow } from '../flow.ts'
import { localStorage } from '../results/local-storage.ts'
import type { ResultOptions } from '../results/result-plan.ts'
import { task } from '../task.ts'
import { serverCan } from '../testing/abilities.ts'
import { openTestServer } from '../testing/test-server.ts'

const UNDER_WAY = ['SCHEDULED', 'PENDING', 'RUNNING', 'PAUSED', 'CANCELLING'] as const

const circular = (): { self?: unknown } => {
  const value: { self?: unknown } = {}
  value.self = value
  return value
}
const throwing = (): object => ({
  get secret() {
    throw new Error('nobody may look')
  },
})

/** What becomes of a task that returns this. */
async function returning(value: unknown, options: ResultOptions = {}): Promise<string> {
  await using server = await openTestServer()
  const odd = task({ persistResult: true, ...options }, async function odd() {
    return value
  })
  const state = await server.run(() => odd.returnState())
  return state.toString()
}

describe('a result that cannot be kept', () => {
  test.each([
    ['a function', () => 1, {}],
    ['circular data, as JSON', circular(), { resultSerializer: 'json' }],
    ['a big integer, as JSON', { big: 1n }, { resultSerializer: 'json' }],
    ['an object whose getter throws', throwing(), {}],
    ['an object whose getter throws, by v8', throwing(), { resultSerializer: 'v8' }],
  ])('is %s: the task is Failed and says what to do', async (_, value, options) => {
    expect(await returning(value, options)).toMatch(
      /^Failed\('Task run encountered an exception: MillraceError: the result of task 'odd' cannot be persisted .*resultSerializer/s,
    )
  })

  test('is none because it is circular, by the default serializer', async () => {
    expect(await returning(circular())).toBe('Completed()')
  })

  test('has no room on its disk: the task is Failed and names the folder', async (context) => {
    await using server = await openTestServer()
    const disk = join(server.home, 'disk')
    await mkdir(disk)
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk], { stdio: 'ignore' })
    } catch {
      context.skip('a file system of 64 KB cannot be mounted here')
    }
    try {
      const large = task({ persistResult: true, resultStorage: localStorage(disk) }, async function large(size: number) {
        return 'x'.repeat(size)
      })
      const state = await server.run(() => large.returnState(200_000))
      expect(state.toString()).toContain(`the result of task 'large' could not be written to ${disk}: Error: ENOSPC`)
      expect((await server.run(() => large.returnState(1000))).isCompleted).toBe(true)
    } finally {
      execFileSync('umount', [disk])
    }
  })

  test('has no folder, as a file is in its place', async () => {
    await using server = await openTestServer()
    const file = join(server.home, 'file')
    await writeFile(file, '')
    expect(await returning(1, { resultStorage: localStorage(file) })).toContain('could not be written to')
  })
})

test('a function for the name of a task run that throws fails that run, which is not left Pending', async () => {
  await using server = await openTestServer()
  const taskRunName = (): string => {
    throw new Error('no name for this')
  }
  const odd = task({ taskRunName }, async function odd() {})
  const state = await server.run(() => odd.returnState())
  expect(state.toString()).toBe("Failed('Task run encountered an exception: Error: no name for this')")
  await server.session.flush()
  expect(await server.client.taskRuns.filter({ body: {} })).toMatchObject([{ state_name: 'Failed' }])
})

describe('arguments', () => {
  test('that refer to themselves, throw when looked at, or are wide and shared, are passed as they are', async () => {
    await using server = await openTestServer()
    const take = task(async function take(value: unknown) {
      return value
    })
    const takes = flow({ retries: 1 }, async function takes(value: unknown) {
      return (await take(value)) === value
    })
    // Each of 20 in each of 20 …: nobody may go through all the ways.
    const level = (below: unknown[]): unknown[] => Array.from({ length: 20 }, () => below)
    const wide = level(level(level([])))
    const graph: Record<string, unknown> = {}
    for (let index = 0; index < 8; index += 1) graph[`to${index}`] = graph
    for (const value of [circular(), throwing(), wide, graph]) expect(await server.run(() => takes(value))).toBe(true)
  })

  test('that are more than the server keeps are refused by name, with what to do', async () => {
    await using server = await openTestServer()
    const large = flow(async function large(_day: string, rows: string) {
      return rows.length
    })
    await expect(server.run(() => large('monday', 'x'.repeat(20_000_000)))).rejects.toThrow(
      /flow 'large'.*rows.*is 20\.0 MB as JSON, more than the server keeps with a run; pass the path or key/s,
    )
    expect(await server.client.flowRuns.filter({ body: { flows: { name: { any_: ['large'] } } } })).toEqual([])
  })

  test('of tasks may be as large as they like', async () => {
    await using server = await openTestServer()
    const measure = task(async function measure(rows: string) {
      return rows.length
    })
    const measures = flow(async function measures() {
      return await measure('x'.repeat(20_000_000))
    })
    expect(await server.run(() => measures())).toBe(20_000_000)
  })
})

describe('a program with a mistake', () => {
  test('that puts a future into JSON is told to await it', async () => {
    await using server = await openTestServer()
    const one = task(async function one() {
      return 1
    })
    const writes = flow(async function writes() {
      return JSON.stringify({ one: one.submit() })
    })
    await expect(server.run(() => writes())).rejects.toThrow(/the future of task run 'one-0' is no JSON; await it/)
  })

  test('that calls a task outside of a flow gets a run of its own; submitting one is refused', async () => {
    await using server = await openTestServer()
    const alone = task(async function alone() {
      return 1
    })
    expect(await server.run(() => alone())).toBe(1)
    expect(() => alone.submit()).toThrow(/only inside a flow/)
  })

  test('that calls itself without end is stopped, as a task', async () => {
    await using server = await openTestServer()
    const deeper = task(async function endless(level: number): Promise<number> {
      return await deeper(level + 1)
    })
    await expect(server.run(() => deeper(0))).rejects.toThrow(/task 'endless' is called within 200 runs/)
  })

  test.runIf(serverCan('nest hundreds of flows in seconds'))(
    'that calls itself without end is stopped, as a flow',
    async () => {
      await using server = await openTestServer()
      const flows = flow({ name: 'flows' }, async (level: number): Promise<number> => await flows(level + 1))
      await expect(server.run(() => flows(0))).rejects.toThrow(/flow 'flows' is called within 200 runs/)
      const left = { flows: { name: { any_: ['flows'] } }, flow_runs: { state: { type: { any_: [...UNDER_WAY] } } } }
      expect(await server.client.flowRuns.filter({ body: left })).toEqual([])
    },
    120_000,
  )

  test('that leaves a rejected task alone does not end the process', async () => {
    await using server = await openTestServer()
    const failing = task(async function failing() {
      throw new Error('unheard')
    })
    const careless = flow(async function careless() {
      failing.submit()
      return 'done'
    })
    expect(await server.run(() => careless())).toBe('done')
  })
})

test('a clock that goes backwards does not turn the order of states round', async () => {
  await using server = await openTestServer()
  const start = Date.now()
  let asked = 0
  using _backwards = useClock({ ...systemClock, millis: () => start - 1000 * (asked += 1) })
  const step = task({ retries: 1 }, async function step() {
    if (asked < 20) asked += 20
    return 1
  })
  const steps = flow(async function steps() {
    return await step()
  })
  const state = await server.run(() => steps.returnState())
  const [run] = await server.client.flowRuns.filter({ body: { flows: { name: { any_: ['steps'] } } } })
  expect(state.isCompleted).toBe(true)
  const [taskRun] = await server.taskRuns(run?.id ?? '', 1)
  expect(await server.taskStates(taskRun?.id ?? '')).toEqual(['Pending', 'Running', 'Completed'])
  expect(taskRun?.total_run_time).toBeGreaterThanOrEqual(0)
})
