import { describe, expect, test } from 'vitest'
import { flow } from '../flow.ts'
import * as tasks from '../testing/placed-tasks.ts'
import { describeEnds } from './ending.testsuite.ts'
import { describeHandingOver } from './handing-over.testsuite.ts'
import { describeInside } from './inside-tasks.testsuite.ts'
import { type OpenRunner, openWorld, type Suite, textOf, type Traits } from './runner-world.testsuite.ts'

/** What every task runner must do, run by the tests of each. */
export function describeTaskRunner(name: string, open: OpenRunner, traits: Traits): void {
  const suite: Suite = { traits, world: (workers = 2) => openWorld(open, workers) }
  describe(`task runner ${name}`, { timeout: 120_000 }, () => {
    describePlaces(suite)
    describeHandingOver(suite)
    describeInside(suite)
    describeEnds(suite)
  })
}

/** In which order tasks run, how many at once, and where. */
function describePlaces({ world, traits: { parallel, elsewhere } }: Suite): void {
  test('gives results in order, and takes futures as arguments', async () => {
    await using here = await world()
    const computing = flow({ taskRunner: here.runner }, async function computing() {
      const squares = tasks.square.map([1, 2, 3, 4])
      return await tasks.sum.submit(...squares)
    })
    expect(await here.server.run(() => computing())).toBe(30)
  })

  test('S050 S051 S055 runs no more tasks at once than it may', async () => {
    await using here = await world()
    const file = here.path('notes')
    const busy = flow({ taskRunner: here.runner }, async function busy() {
      await tasks.noting.map(Array.from({ length: 12 }, () => file))
    })
    await here.server.run(() => busy())
    expect(mostAtOnce(await textOf(file))).toBeLessThanOrEqual(parallel(2))
    expect((await textOf(file)).length).toBe(24)
  })

  test.runIf(parallel(3) >= 3)('S051 runs as many at once as it can, each where it belongs', async () => {
    await using here = await world(3)
    const gathering = flow({ taskRunner: here.runner }, async function gathering() {
      return await tasks.meeting.map(here.folder, [1, 2, 3], 3)
    })
    const places = await here.server.run(() => gathering())
    expect(new Set(places.map(({ pid, thread }) => `${pid}/${thread}`)).size).toBe(elsewhere ? 3 : 1)
  })

  test('S050 S051 calls functions elsewhere, or here', async () => {
    await using here = await world()
    const asking = flow({ taskRunner: here.runner }, async function asking() {
      return [await tasks.place.submit(), await tasks.place()]
    })
    const [submitted, called] = await here.server.run(() => asking())
    const own = { pid: process.pid, isMainThread: called?.isMainThread, thread: called?.thread }
    expect(called).toEqual(own)
    expect(submitted?.pid === own.pid && submitted.thread === own.thread).toBe(!elsewhere)
  })
}

/** How many notes of a beginning come before their ends, at most. */
function mostAtOnce(notes: string): number {
  let now = 0
  let most = 0
  for (const note of notes) {
    now += note === '+' ? 1 : -1
    most = Math.max(most, now)
  }
  return most
}
