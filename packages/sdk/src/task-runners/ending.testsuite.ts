import { unlink } from 'node:fs/promises'
import { expect, test, vi } from 'vitest'
import { runFlowRun } from '../engine/run-flow-run.ts'
import { flow } from '../flow.ts'
import * as tasks from '../testing/placed-tasks.ts'
import { type Suite, textOf } from './runner-world.testsuite.ts'

/** What becomes of a task that is cancelled, runs out of time, does not listen, or loses its thread or process. */
export function describeEnds({ world, traits: { elsewhere } }: Suite): void {
  test('tells a task that it is cancelled, and why', async () => {
    await using here = await world()
    const file = here.path('notes')
    const waiting = flow({ taskRunner: here.runner }, async function waiting() {
      await tasks.patient.submit(file)
    })
    const { client } = here.server
    const { id: flow_id } = await client.flows.create({ body: { name: waiting.name } })
    const { id } = await client.flowRuns.create({ body: { flow_id } })
    const ended = runFlowRun(id, { client, flow: waiting, watcher: 'nobody' })
    await vi.waitFor(async () => expect(await textOf(file)).toBe('begun\n'), 30_000)
    await client.flowRuns.setState({ params: { id }, body: { state: { type: 'CANCELLING' } } })
    expect((await ended).isCancelled).toBe(true)
    await vi.waitFor(async () => expect(await textOf(file)).toBe('begun\nRunCancelled\n'), 30_000)
  })

  test('tells a task that its time is over, and goes on', async () => {
    await using here = await world(1)
    const file = here.path('notes')
    const hurried = flow({ taskRunner: here.runner }, async function hurried() {
      const state = await tasks.patient.withOptions({ timeoutSeconds: 0.2 }).submit(file).wait()
      return [state.name, await tasks.square.submit(3)]
    })
    expect(await here.server.run(() => hurried())).toEqual(['TimedOut', 9])
    await vi.waitFor(async () => expect(await textOf(file)).toBe('begun\nRunTimedOut\n'), 30_000)
  })

  test.runIf(elsewhere)('ends by force what does not listen, and goes on', async () => {
    await using here = await world(1)
    const file = here.path('pid')
    const stuck = flow({ taskRunner: here.runner }, async function stuck() {
      const state = await tasks.deaf.submit(file).wait()
      return [state.name, await tasks.square.submit(3)]
    })
    expect(await here.server.run(() => stuck())).toEqual(['TimedOut', 9])
    await unlink(file)
  })

  test.runIf(elsewhere)('says that a task crashed whose thread or process ended, retries it, and goes on', async () => {
    await using here = await world()
    const ending = flow({ taskRunner: here.runner }, async function ending() {
      const once = await tasks.exiting.submit(here.path('once'), 1).wait()
      const twice = await tasks.exiting.withOptions({ retries: 2 }).submit(here.path('twice'), 2)
      return [once.type, once.message, twice, await tasks.square.submit(3)]
    })
    expect(await here.server.run(() => ending())).toEqual(['CRASHED', expect.stringContaining('exit code 7'), 'survived', 9])
  })
}
