import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { flowRun } from '../context/flow-run.ts'
import { tags } from '../context/tags.ts'
import { taskRun } from '../context/task-run.ts'
import { OutsideRun, RunTimedOut, UpstreamFailed } from '../errors.ts'
import { flow } from '../flow.ts'
import { allowFailure, unmapped } from '../futures/annotations.ts'
import { sleep } from '../sleep.ts'
import { task } from '../task.ts'
import { openTestServer } from '../testing/test-server.ts'

const add = task(async function add(one: number, other: number) {
  return one + other
})
const bad = task(async function bad(): Promise<number> {
  throw new Error('bad')
})

describe('a task', () => {
  test('is told with every state it goes through', async () => {
    await using server = await openTestServer()
    const flaky = task(
      { retries: 2, retryDelaySeconds: [0, 0.01], tags: ['own'], taskRunName: 'try-{n}' },
      async function flaky(n: number) {
        if (taskRun().runCount < 3) throw new Error('not yet')
        return n
      },
    )
    const outer = flow(async function outer() {
      await tags(['around'], () => flaky(5))
      return flowRun().id
    })
    const [run] = await server.taskRuns(await server.run(() => outer()), 1)
    expect(run).toMatchObject({ name: 'try-5', state_name: 'Completed', run_count: 3, flow_run_run_count: 1, dynamic_key: '0' })
    expect(run?.tags.toSorted()).toEqual(['around', 'own'])
    expect(await server.taskStates(run?.id ?? '')).toEqual(['Pending', 'Running', 'Retrying', 'AwaitingRetry', 'Retrying', 'Completed'])
  })

  test('is shown to depend on the futures and results that it gets', async () => {
    await using server = await openTestServer()
    const make = task(async function make() {
      return { n: 1 }
    })
    const take = task(async function take(one: { n: number }, other: { n: number }) {
      return one.n + other.n
    })
    const chain = flow(async function chain() {
      const future = make.submit()
      const result = await make()
      await take.submit(future, result)
      return flowRun().id
    })
    const runs = await server.taskRuns(await server.run(() => chain()), 3)
    const [first, second, third] = runs
    expect(third?.task_inputs).toEqual({
      one: [{ input_type: 'task_run', id: first?.id }],
      other: [{ input_type: 'task_run', id: second?.id }],
    })
  })

  test('maps over its inputs, and the futures give results in order', async () => {
    await using server = await openTestServer()
    const mapped = flow(async function mapped() {
      const futures = add.map([1, 2, 3], unmapped(10))
      const states = await futures.wait()
      return { results: await futures, first: await futures.at(0), states: states.map(({ name }) => name), length: futures.length }
    })
    expect(await server.run(() => mapped())).toEqual({
      results: [11, 12, 13],
      first: 11,
      states: ['Completed', 'Completed', 'Completed'],
      length: 3,
    })
  })

  test('is NotReady when one that it depends on fails, and runs when that is allowed', async () => {
    await using server = await openTestServer()
    const describeIt = task(async function describeIt(value: number | Error) {
      return String(value)
    })
    const chain = flow(async function chain() {
      const failed = bad.submit()
      const skipped = add.submit(failed, 1)
      const state = await skipped.wait()
      const after = await add.withOptions({ waitFor: [failed] }).returnState(1, 2)
      return {
        state,
        after,
        error: await skipped.result().catch((error: unknown) => error),
        text: await describeIt.submit(allowFailure(failed)),
      }
    })
    const { state, after, error, text } = await server.run(() => chain())
    expect(state.name).toBe('NotReady')
    expect(after.name).toBe('NotReady')
    expect(error).toBeInstanceOf(UpstreamFailed)
    expect(text).toBe('Error: bad')
  })

  test('that takes too long is TimedOut and tried again', async () => {
    await using server = await openTestServer()
    const aborted: string[] = []
    const slow = task({ timeoutSeconds: 0.03, retries: 1 }, async function slow() {
      taskRun().signal.addEventListener('abort', () => aborted.push(`attempt ${taskRun().runCount}`))
      await new Promise(() => undefined)
    })
    const outer = flow(async function outer() {
      return await slow.returnState()
    })
    const state = await server.run(() => outer.returnState())
    expect(aborted).toEqual(['attempt 1', 'attempt 2'])
    expect(state.isFailed).toBe(true)
    // A flow that returns the state of a task says how many failed, and throws what the task threw.
    expect(state.message).toBe('1/1 states failed.')
    expect(() => state.result()).toThrow(new RunTimedOut('Task run', 0.03))
  })

  test('is tried again only when its condition says so', async () => {
    await using server = await openTestServer()
    const attempts: string[] = []
    const picky = task({ retries: 3, retryIf: (error) => error instanceof TypeError }, async function picky() {
      attempts.push(taskRun().name)
      throw attempts.length < 2 ? new TypeError('again') : new Error('enough')
    })
    const outer = flow(async function outer() {
      await picky()
    })
    await expect(server.run(() => outer())).rejects.toThrow('enough')
    expect(attempts).toHaveLength(2)
  })

  test('takes a result from the cache in place of running', async () => {
    await using server = await openTestServer()
    const calls: number[] = []
    const costly = task({ cache: { by: 'inputs', forSeconds: 60 } }, async function costly(n: number) {
      calls.push(n)
      return { at: new Date(0), n }
    })
    const outer = flow(async function outer() {
      const results = [await costly(1), await costly(1), await costly(2)]
      return { results, id: flowRun().id }
    })
    const { results, id } = await server.run(() => outer())
    expect(calls).toEqual([1, 2])
    expect(results[1]).toEqual({ at: new Date(0), n: 1 })
    expect((await server.taskRuns(id, 3)).map((run) => run.state_name)).toEqual(['Completed', 'Cached', 'Completed'])
  })

  test('writes its result before it is Completed when persistence is asked for', async () => {
    await using server = await openTestServer()
    const outer = flow({ persistResult: true, resultSerializer: 'json' }, async function outer() {
      await add(1, 2)
      return flowRun().id
    })
    const id = await server.run(() => outer())
    const [run] = await server.taskRuns(id, 1)
    expect(run?.state?.data).toMatchObject({ serializer: { type: 'json' } })
    expect(await readdir(join(server.home, 'storage', id))).toHaveLength(2)
  })

  test('of a task is shown below it, and may use the runner that it occupies', async () => {
    await using server = await openTestServer()
    const outerTask = task(async function outerTask() {
      return await add.submit(1, 2)
    })
    const outer = flow(async function outer() {
      return { sum: await outerTask.submit(), id: flowRun().id }
    })
    const { sum, id } = await server.run(() => outer())
    expect(sum).toBe(3)
    const [first, second] = await server.taskRuns(id, 2)
    expect(second?.task_inputs).toMatchObject({ __parents__: [{ input_type: 'task_run', id: first?.id }] })
  })

  test('runs on its own outside of a flow, where submit does not', async () => {
    await using server = await openTestServer()
    const id = await server.run(async () => {
      const alone = task(async function alone() {
        return taskRun().id
      })
      return await alone()
    })
    await server.session.flush()
    expect(id).toMatch(/^[0-9a-f-]{36}$/)
    expect(() => add.submit(1, 2)).toThrow(OutsideRun)
  })

  test('calls its hooks', async () => {
    await using server = await openTestServer()
    const seen: string[] = []
    const hook = (definition: { name: string }, run: { runCount: number }, state: { name: string }): unknown =>
      seen.push(`${definition.name} ${run.runCount} ${state.name}`)
    const hooked = task({ retries: 1, onRunning: hook, onCompletion: hook, onFailure: hook }, async function hooked() {
      throw new Error('no')
    })
    const outer = flow(async function outer() {
      await hooked.returnState()
      await sleep(0)
    })
    await server.run(() => outer())
    expect(seen).toEqual(['hooked 1 Running', 'hooked 2 Retrying', 'hooked 2 Failed'])
  })
})
