import { describe, expect, test } from 'vitest'
import type { AnyFlow } from '../any-flow.ts'
import { flow } from '../flow.ts'
import { allowFailure } from '../futures/annotations.ts'
import type { RunState } from '../states/run-state.ts'
import { task } from '../task.ts'
import { serverCan } from '../testing/abilities.ts'
import { openTestServer, type TestServer } from '../testing/test-server.ts'
import { runFlowRun } from './run-flow-run.ts'

type Restart = Parameters<TestServer['client']['ui']['restartFlowRun']>[0]['body']

interface Restartable {
  readonly id: string
  execute(parameters?: Record<string, unknown>): Promise<RunState>
  /** Begins it again, executes it, and answers what was called meanwhile. */
  again(restart?: Restart): Promise<string[]>
}

async function newRun(server: TestServer, subject: AnyFlow, calls: string[]): Promise<Restartable> {
  const { id: flow_id } = await server.client.flows.create({ body: { name: subject.name } })
  const { id } = await server.client.flowRuns.create({ body: { flow_id, empirical_policy: { retries: 0 } } })
  const execute = (): Promise<RunState> => runFlowRun(id, { client: server.client, flow: subject })
  return {
    id,
    execute,
    async again(body) {
      await server.session.flush()
      await server.client.ui.restartFlowRun({ params: { id }, ...(body === undefined ? {} : { body }) })
      calls.length = 0
      const state = await execute()
      expect(state.name).toBe('Completed')
      return calls.toSorted()
    },
  }
}

describe.runIf(serverCan('restart runs'))('a restart', () => {
  test('a restart from a task repeats it and what follows from it, and nothing else', async () => {
    await using server = await openTestServer()
    const calls: string[] = []
    const step = task(async function step(label: string, _of?: unknown) {
      calls.push(label)
      return { label }
    })
    const middle = task(async function middle(of: { label: string }) {
      calls.push('middle')
      return { of: of.label }
    })
    const chain = flow({ name: 'chain', persistResult: true }, async () => {
      const first = await step('first')
      const other = await step('other')
      const last = await step('last', await middle(first))
      await step('beside', other)
      return last.label
    })
    const run = await newRun(server, chain, calls)
    expect((await run.execute()).result()).toBe('last')
    expect(await run.again()).toEqual([])
    expect(await run.again({ from_task: 'middle' })).toEqual(['last', 'middle'])
    // What a restart discarded is discarded for good, and what was done again counts as done.
    expect(await run.again()).toEqual([])
    expect(await run.again({ from_task: 'step-1' })).toEqual(['beside', 'other'])
    const first = (await server.taskRuns(run.id, 10)).find(({ name }) => name === 'step-0')
    expect(await run.again({ from_task: first?.id ?? '' })).toEqual(['first', 'last', 'middle'])
    expect(await run.again({ from_task: 'step' })).toEqual(['beside', 'first', 'last', 'middle', 'other'])
  })

  test('a restart from a task within a task repeats the body of the outer one, but not its other tasks', async () => {
    await using server = await openTestServer()
    const calls: string[] = []
    const inner = task(async function inner(label: string) {
      calls.push(label)
      return { label }
    })
    const outer = task(async function outer() {
      calls.push('outer')
      return { results: [await inner('one'), await inner('two')] }
    })
    const after = task(async function after(_results: unknown) {
      calls.push('after')
    })
    const nested = flow({ name: 'nested', persistResult: true }, async () => {
      await after(await outer())
    })
    const run = await newRun(server, nested, calls)
    await run.execute()
    const two = (await server.taskRuns(run.id, 4)).filter(({ name }) => name.startsWith('inner'))[1]
    expect(await run.again({ from_task: two?.id ?? '' })).toEqual(['after', 'outer', 'two'])
    expect(await run.again({ from_task: 'outer' })).toEqual(['after', 'one', 'outer', 'two'])
  })

  test('a restart from a subflow or a cached task does it anew', async () => {
    await using server = await openTestServer()
    const calls: string[] = []
    const cached = task({ cache: { by: 'inputs' } }, async function cached(of: number) {
      calls.push('cached')
      return { of }
    })
    const child = flow({ name: 'child' }, async () => {
      calls.push('child')
      return { child: true }
    })
    const after = task(async function after(_of: unknown) {
      calls.push('after')
    })
    const parent = flow({ name: 'parent', persistResult: true }, async () => {
      await cached(1)
      await after(await child())
    })
    const run = await newRun(server, parent, calls)
    await run.execute()
    expect(await run.again({ from_task: 'child' })).toEqual(['after', 'child'])
    expect(await run.again()).toEqual([])
    expect(await run.again({ from_task: 'cached' })).toEqual(['cached'])
    expect(await run.again()).toEqual([])
    expect(await run.again({ from_task: 'cached' })).toEqual(['cached'])
  })

  test('only what failed is repeated, with what followed from it all the same', async () => {
    await using server = await openTestServer()
    const calls: string[] = []
    const good = task(async function good() {
      calls.push('good')
    })
    let broken = true
    const bad = task(async function bad() {
      calls.push('bad')
      if (broken) throw new Error('no')
      return { fine: true }
    })
    const report = task(async function report(_of: unknown) {
      calls.push('report')
    })
    const tolerant = flow({ name: 'tolerant', persistResult: true }, async () => {
      await good()
      await report(allowFailure(bad.submit()))
      return 'done'
    })
    const run = await newRun(server, tolerant, calls)
    expect((await run.execute()).name).toBe('Completed')
    broken = false
    expect(await run.again({ only_failed: true })).toEqual(['bad', 'report'])
    expect(await run.again({ only_failed: true })).toEqual([])
  })

  test('a restart may change parameters; calls with other arguments are other calls', async () => {
    await using server = await openTestServer()
    const calls: string[] = []
    const work = task(async function work(label: string) {
      calls.push(label)
    })
    const given = flow({ name: 'given', persistResult: true }, async (label = 'a') => {
      await work('always')
      await work(label)
    })
    const run = await newRun(server, given, calls)
    await run.execute()
    expect(await run.again({ parameters: { label: 'b' } })).toEqual(['b'])
  })

  test('a run that is not over, or has no such task, is not restarted', async () => {
    await using server = await openTestServer()
    const empty = flow({ name: 'empty' }, async () => 1)
    const run = await newRun(server, empty, [])
    const restart = (body: Restart): Promise<unknown> => server.client.ui.restartFlowRun({ params: { id: run.id }, body })
    await expect(restart({})).rejects.toThrow(/only a run that is over can be restarted/)
    await run.execute()
    await expect(restart({ from_task: 'nope' })).rejects.toThrow(/no task run with the id or name 'nope'/)
    expect((await server.client.flowRuns.read({ params: { id: run.id } })).state_type).toBe('COMPLETED')
  })
})
