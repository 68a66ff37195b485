import { cancelling } from '@millrace/protocol'
import { describe, expect, test } from 'vitest'
import { flowRun } from '../context/flow-run.ts'
import { taskRun } from '../context/task-run.ts'
import { RunCancelled, RunFailed } from '../errors.ts'
import { flow } from '../flow.ts'
import { pause } from '../pauses/pause.ts'
import { sleep } from '../sleep.ts'
import { task } from '../task.ts'
import { openTestServer, type TestServer } from '../testing/test-server.ts'

const cancel = async ({ client }: TestServer, id: string): Promise<void> =>
  void (await client.flowRuns.setState({ params: { id }, body: { state: cancelling() } }))

describe('a flow run that is cancelled', () => {
  test('is aborted with its tasks and subflows, cleans up, calls its hooks and is Cancelled', async () => {
    await using server = await openTestServer()
    const seen: string[] = []
    const begun = Promise.withResolvers<string>()
    const waiting = task({ retries: 3 }, async function waiting(label: string) {
      taskRun().signal.addEventListener('abort', () => seen.push(`${label} aborted`))
      try {
        await sleep(60)
      } finally {
        await new Promise((resolve) => setTimeout(resolve, 20))
        seen.push(`${label} cleaned up`)
      }
    })
    const child = flow({ name: 'child', onCancellation: () => seen.push('child hook') }, async (parentId: string) => {
      begun.resolve(parentId)
      await waiting('in child')
    })
    const parent = flow({ name: 'parent', retries: 2, onCancellation: () => seen.push('parent hook') }, async () => {
      const future = waiting.submit('in parent')
      await child(flowRun().id)
      await future
    })
    const ended = server.run(() => parent.returnState())
    const id = await begun.promise
    await cancel(server, id)
    const state = await ended
    expect(state.name).toBe('Cancelled')
    expect(() => state.result()).toThrow(RunCancelled)
    expect(seen.toSorted()).toEqual([
      'child hook',
      'in child aborted',
      'in child cleaned up',
      'in parent aborted',
      'in parent cleaned up',
      'parent hook',
    ])
    expect(seen.at(-1)).toBe('parent hook')
    expect(await server.flowStates(id)).toEqual(['Pending', 'Running', 'Cancelling', 'Cancelled'])
    const runs = await server.taskRuns(id, 2)
    expect(runs.map(({ state_name: name }) => name)).toEqual(['Cancelled', 'Cancelled'])
    const children = await server.client.flowRuns.filter({ body: { flow_runs: { parent_flow_run_id: { any_: [id] } } } })
    expect(children.map(({ state_name: name }) => name)).toEqual(['Cancelled'])
  })

  test('as a subflow on its own fails in its parent, which goes on', async () => {
    await using server = await openTestServer()
    const begun = Promise.withResolvers<string>()
    const child = flow({ name: 'child' }, async () => {
      begun.resolve(flowRun().id)
      await sleep(60)
    })
    const parent = flow({ name: 'parent' }, async () => {
      const state = await child.returnState()
      return { name: state.name, error: await (async () => state.result())().catch((error: unknown) => error) }
    })
    const ended = server.run(() => parent())
    await cancel(server, await begun.promise)
    const { name, error } = await ended
    expect(name).toBe('Cancelled')
    expect(error).toBeInstanceOf(RunFailed)
  })

  test('while it is paused stops waiting', async () => {
    await using server = await openTestServer()
    const begun = Promise.withResolvers<string>()
    const careful = flow(async function careful() {
      begun.resolve(flowRun().id)
      await pause()
    })
    const ended = server.run(() => careful.returnState())
    await cancel(server, await begun.promise)
    expect((await ended).name).toBe('Cancelled')
  })

  test('and does not listen is Cancelled all the same, after some time', async () => {
    await using server = await openTestServer()
    const begun = Promise.withResolvers<string>()
    const deaf = flow(async function deaf() {
      begun.resolve(flowRun().id)
      await new Promise(() => undefined)
    })
    const ended = server.run(() => deaf.returnState())
    await cancel(server, await begun.promise)
    expect((await ended).name).toBe('Cancelled')
  })
})
