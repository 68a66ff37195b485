import { expect, test } from 'vitest'
import { flowRun } from '../context/flow-run.ts'
import { flow } from '../flow.ts'
import { task } from '../task.ts'
import { concurrent } from '../task-runners/concurrent.ts'
import { openTestServer } from '../testing/test-server.ts'

/** More than may wait to be told. */
const MANY = 2500

test('of a map over very many, no more begin at once than can be told of, and the server knows all in the end', async () => {
  await using server = await openTestServer()
  let open = 0
  let most = 0
  const count = task(async function count(index: number) {
    open += 1
    most = Math.max(most, open)
    await new Promise(setImmediate)
    open -= 1
    return index
  })
  const counting = flow(async function counting() {
    const futures = count.map(Array.from({ length: MANY }, (_, index) => index))
    expect(futures.at(-1)?.state().name).toBe('Pending')
    expect(await futures).toEqual(Array.from({ length: MANY }, (_, index) => index))
    expect(futures.at(0)).toMatchObject({ name: 'count-0' })
    expect(futures.states().every(({ isCompleted }) => isCompleted)).toBe(true)
    return flowRun().id
  })
  const id = await server.run(() => counting())
  expect(most).toBeGreaterThan(1)
  expect(most).toBeLessThan(MANY)
  await server.session.flush()
  const { client } = server.session
  expect(
    await client.taskRuns.count({ body: { flow_runs: { id: { any_: [id] } }, task_runs: { state: { type: { any_: ['COMPLETED'] } } } } }),
  ).toBe(MANY)
})

test('a map over very many goes on behind a task runner with one place, and tasks within it do not wait for that place', async () => {
  await using server = await openTestServer()
  const within = task(async function within(index: number) {
    return index
  })
  const count = task({ taskRunName: 'count {index}' }, async function count(index: number) {
    return index === MANY - 1 ? (await within.map([1, 2])).length : index
  })
  const counting = flow({ taskRunner: concurrent({ limit: 1 }) }, async function counting() {
    const futures = count.map(Array.from({ length: MANY }, (_, index) => index))
    expect(futures.at(-1)?.name).toBe(`count-${MANY - 1}`)
    const results = await futures
    return [results.length, results.at(-1), results.at(-2), futures.at(-1)?.name]
  })
  expect(await server.run(() => counting())).toEqual([MANY, 2, MANY - 2, `count ${MANY - 1}`])
})
