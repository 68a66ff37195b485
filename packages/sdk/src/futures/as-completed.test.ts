import { expect, expectTypeOf, test } from 'vitest'
import { flow } from '../flow.ts'
import type { RunState } from '../states/run-state.ts'
import { task } from '../task.ts'
import { openTestServer } from '../testing/test-server.ts'
import { asCompleted } from './as-completed.ts'
import { wait } from './wait-for.ts'

test('futures come in the order in which their runs end, failed ones too, also while others are looked at', async () => {
  await using server = await openTestServer()
  const gates = Array.from({ length: 4 }, () => Promise.withResolvers<void>())
  const step = task(async function step(index: number) {
    await gates[index]?.promise
    if (index === 1) throw new Error('one')
    return index
  })
  const looking = flow(async function looking() {
    const futures = step.map([0, 1, 2, 3])
    gates[2]?.resolve()
    const order: string[] = []
    for await (const { index, future, state } of asCompleted(futures)) {
      expectTypeOf(state).toEqualTypeOf<RunState<number>>()
      order.push(`${index} ${future.name} ${state.name}`)
      const following = { 1: 1, 2: 0, 3: 3 }[order.length]
      if (following !== undefined) gates[following]?.resolve()
    }
    return order
  })
  expect(await server.run(() => looking())).toEqual(['2 step-2 Completed', '1 step-1 Failed', '0 step-0 Completed', '3 step-3 Completed'])
})

test('of none there is nothing to wait for', async () => {
  for await (const ended of asCompleted([])) expect(ended).toBeUndefined()
  expect.assertions(0)
})

test('waits for all, or as long as it is told to, and says which have ended', async () => {
  await using server = await openTestServer()
  const gate = Promise.withResolvers<void>()
  const step = task(async function step(open: boolean) {
    if (!open) await gate.promise
    throw new Error('ends all the same')
  })
  const waiting = flow(async function waiting() {
    const futures = [step.submit(true), step.submit(false)]
    await futures[0]?.wait()
    const early = await wait(futures, { timeoutSeconds: 0.01 })
    gate.resolve()
    const late = await wait(futures)
    return [early.done, early.notDone, late.done, late.notDone].map((list) => list.map(({ name }) => name))
  })
  expect(await server.run(() => waiting())).toEqual([['step-0'], ['step-1'], ['step-0', 'step-1'], []])
})
