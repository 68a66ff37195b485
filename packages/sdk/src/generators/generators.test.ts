import { describe, expect, expectTypeOf, test } from 'vitest'
import { flowRun } from '../context/flow-run.ts'
import { taskRun } from '../context/task-run.ts'
import { flow } from '../flow.ts'
import { task } from '../task.ts'
import { openTestServer } from '../testing/test-server.ts'

const seen: string[] = []
const count = task(async function* count(to: number): AsyncGenerator<number, string, void> {
  try {
    for (let n = 1; n <= to; n += 1) {
      seen.push(`made ${n} in ${taskRun().taskName}`)
      if (n === 4) throw new RangeError('four')
      yield n
    }
    return 'all'
  } finally {
    seen.push('cleaned up')
  }
})
const letters = task(function* letters() {
  yield 'a'
  yield 'b'
})

expectTypeOf(count(3)).toEqualTypeOf<AsyncGenerator<number, string, void>>()
expectTypeOf(letters).returns.toEqualTypeOf<AsyncGenerator<'a' | 'b', void, void>>()
expectTypeOf<ReturnType<typeof letters.submit>>().resolves.toEqualTypeOf<('a' | 'b')[]>()

describe('a generator as a task', () => {
  test('streams what it yields, no faster than it is asked for', async () => {
    await using server = await openTestServer()
    seen.length = 0
    const outer = flow(async function outer() {
      const items = count(2)
      for (let next = await items.next(); ; next = await items.next()) {
        seen.push(`got ${next.value}`)
        if (next.done === true) return flowRun().id
      }
    })
    const id = await server.run(() => outer())
    expect(seen).toEqual(['made 1 in count', 'got 1', 'made 2 in count', 'got 2', 'cleaned up', 'got all'])
    expect((await server.taskRuns(id, 1)).map(({ state_name }) => state_name)).toEqual(['Completed'])
  })

  test('is ended, cleaned up and Completed when nobody asks for more', async () => {
    await using server = await openTestServer()
    seen.length = 0
    const outer = flow(async function outer() {
      for await (const n of count(3)) if (n === 2) break
      return flowRun().id
    })
    const id = await server.run(() => outer())
    expect(seen).toEqual(['made 1 in count', 'made 2 in count', 'cleaned up'])
    expect((await server.taskRuns(id, 1)).map(({ state_name }) => state_name)).toEqual(['Completed'])
  })

  test('fails after what it yielded, as its run does', async () => {
    await using server = await openTestServer()
    const items: number[] = []
    const outer = flow(async function outer() {
      for await (const n of count(5)) items.push(n)
    })
    await expect(server.run(() => outer())).rejects.toThrow(RangeError)
    expect(items).toEqual([1, 2, 3])
  })

  test('comes to all that it yields when it is submitted or mapped, and is cached so', async () => {
    await using server = await openTestServer()
    const outer = flow(async function outer() {
      return [await letters.submit(), await count.map([1, 2]), (await count.returnState(4)).name]
    })
    expect(await server.run(() => outer())).toEqual([['a', 'b'], [[1], [1, 2]], 'Failed'])
  })
})

test('a generator as a flow streams what it yields', async () => {
  await using server = await openTestServer()
  const numbers = flow(async function* numbers(to: number) {
    for (let n = 1; n <= to; n += 1) yield `${flowRun().flowName} ${n}`
  })
  const items: string[] = []
  await server.run(async () => {
    for await (const item of numbers(2)) items.push(item)
  })
  expect(items).toEqual(['numbers 1', 'numbers 2'])
  const [run] = await server.client.flowRuns.filter({ body: { flows: { name: { any_: ['numbers'] } } } })
  expect(run).toMatchObject({ state_name: 'Completed', parameters: { to: 2 } })
})
