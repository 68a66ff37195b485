import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { flowRun } from '../context/flow-run.ts'
import { tags } from '../context/tags.ts'
import { ParameterError, RunTimedOut, UpstreamFailed } from '../errors.ts'
import { hashFile } from '../entrypoints/hash-file.ts'
import { flow } from '../flow.ts'
import { logger } from '../logger.ts'
import { sleep } from '../sleep.ts'
import { Completed, Failed } from '../states/returned.ts'
import { task } from '../task.ts'
import { openTestServer } from '../testing/test-server.ts'

const add = task(async function add(one: number, other: number) {
  return one + other
})

describe('a flow', () => {
  test('is a tracked run with its parameters, defaults included, and answers its result', async () => {
    await using server = await openTestServer()
    const report = flow({ name: 'report' }, async (symbols: string[], currency = 'EUR') => ({
      id: flowRun().id,
      text: symbols.join() + currency,
    }))
    const { id, text } = await server.run(() => report(['A', 'B']))
    expect(text).toBe('A,BEUR')
    const run = await server.client.flowRuns.read({ params: { id } })
    expect(run).toMatchObject({ parameters: { symbols: ['A', 'B'], currency: 'EUR' }, state_name: 'Completed', run_count: 1 })
    expect(await server.flowStates(id)).toEqual(['Pending', 'Running', 'Completed'])
    expect(await server.client.flows.read({ params: { id: run.flow_id } })).toMatchObject({ name: 'report' })
  })

  test('that throws is Failed with the error, and rejects with the very same', async () => {
    await using server = await openTestServer()
    const error = new TypeError('no such thing')
    const ids: string[] = []
    const broken = flow(async function broken() {
      ids.push(flowRun().id)
      throw error
    })
    await expect(server.run(() => broken())).rejects.toBe(error)
    const state = await server.run(() => broken.returnState())
    expect(state.toString()).toBe("Failed('Flow run encountered an exception: TypeError: no such thing')")
    expect(await server.flowStates(ids[0] ?? '')).toEqual(['Pending', 'Running', 'Failed'])
  })

  test('is tried again after its delay while the server grants retries', async () => {
    await using server = await openTestServer()
    const flaky = flow({ retries: 2, retryDelaySeconds: 0 }, async function flaky() {
      if (flowRun().runCount < 3) throw new Error(`attempt ${flowRun().runCount}`)
      return flowRun().id
    })
    const id = await server.run(() => flaky())
    expect(await server.flowStates(id)).toEqual(['Pending', 'Running', 'AwaitingRetry', 'Running', 'AwaitingRetry', 'Running', 'Completed'])
    expect(await server.client.flowRuns.read({ params: { id } })).toMatchObject({ run_count: 3, state_name: 'Completed' })
  })

  test('that takes too long is TimedOut, and its signal aborts', async () => {
    await using server = await openTestServer()
    const slow = flow({ timeoutSeconds: 0.05 }, async function slow() {
      await sleep(60)
    })
    const state = await server.run(() => slow.returnState())
    expect(state.name).toBe('TimedOut')
    expect(() => state.result()).toThrow(RunTimedOut)
  })

  test('ends in the state that it returns', async () => {
    await using server = await openTestServer()
    const skipping = flow(async function skipping() {
      return Completed({ data: 7, name: 'Skipped', message: 'nothing to do' })
    })
    const failing = flow(async function failing() {
      return Failed({ message: 'not today' })
    })
    expect(await server.run(() => skipping())).toBe(7)
    expect((await server.run(() => skipping.returnState())).toString()).toBe("Skipped('nothing to do')")
    await expect(server.run(() => failing())).rejects.toThrow('not today')
  })

  test('that returns states or futures is Failed when one of them is not Completed', async () => {
    await using server = await openTestServer()
    const bad = task(async function bad(): Promise<number> {
      throw new Error('bad')
    })
    const both = flow(async function both() {
      return [add.submit(1, 2), bad.submit()]
    })
    const state = await server.run(() => both.returnState())
    expect(state.toString()).toBe("Failed('1/2 states failed.')")
    const notReady = flow(async function notReady() {
      return await add.submit(1, bad.submit()).wait()
    })
    const waiting = await server.run(() => notReady.returnState())
    expect(waiting.toString()).toBe("Failed('1/1 states are not final.')")
    expect(() => waiting.result()).toThrow(UpstreamFailed)
  })

  test('within a flow is a subflow, with a task run that stands for it in its parent', async () => {
    await using server = await openTestServer()
    const child = flow(async function child(n: number) {
      return { id: flowRun().id, n }
    })
    const parent = flow(async function parent() {
      const { id } = await child(3)
      return { id: flowRun().id, child: id }
    })
    const ids = await server.run(() => parent())
    const [stand] = await server.taskRuns(ids.id, 1)
    expect(stand).toMatchObject({ name: 'child-0', state_name: 'Completed' })
    expect(await server.client.flowRuns.read({ params: { id: ids.child } })).toMatchObject({ parent_task_run_id: stand?.id })
  })

  test('does not end before the tasks it submitted', async () => {
    await using server = await openTestServer()
    const finished: number[] = []
    const later = task(async function later(n: number) {
      await sleep(0.02)
      finished.push(n)
    })
    const careless = flow(async function careless() {
      later.submit(1)
      later.submit(2)
    })
    await server.run(() => careless())
    expect(finished).toEqual([1, 2])
  })

  test('has its name from its template, its own tags and those around', async () => {
    await using server = await openTestServer()
    const named = flow({ flowRunName: 'of-{_city}', tags: ['own'] }, async function named(_city: string, _order: { id: number }) {
      return flowRun()
    })
    const renamed = flow({ flowRunName: ({ city }) => `to ${String(city)}` }, async function renamed(city: string) {
      return `${flowRun().name} in ${city}`
    })
    const info = await server.run(() =>
      tags(['around'], () => named.withOptions({ flowRunName: 'for-{_city}-{_order.id}' })('Rome', { id: 7 })),
    )
    expect(info.name).toBe('for-Rome-7')
    expect(info.tags.toSorted()).toEqual(['around', 'own'])
    expect(await server.run(() => renamed('Oslo'))).toBe('to Oslo in Oslo')
  })

  test('refuses parameters that its schema does not take, all of them at once, before anything runs', async () => {
    await using server = await openTestServer()
    const strict = flow(
      { parameters: z.object({ city: z.string(), days: z.coerce.number().int() }) },
      async function strict({ city, days }) {
        return `${city} ${days + 1}`
      },
    )
    const refusal = await server.run(() => strict({ city: 7, days: 'x' } as never)).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(ParameterError)
    expect((refusal as ParameterError).problems.map(({ path }) => path)).toEqual(['city', 'days'])
    expect(await server.run(() => strict({ city: 'Rome', days: '2' }))).toBe('Rome 3')
  })

  test("with a schema and one plain argument has the schema's properties for parameters", async () => {
    await using server = await openTestServer()
    const days = flow(
      { name: 'days', parameters: z.object({ days: z.coerce.number(), city: z.string().default('Rome') }) },
      async (input) => ({
        id: flowRun().id,
        text: `${input.city} ${input.days + 1}`,
      }),
    )
    const { id, text } = await server.run(() => days({ days: '2' }))
    expect(text).toBe('Rome 3')
    expect(await server.client.flowRuns.read({ params: { id } })).toMatchObject({ parameters: { days: '2' } })
  })

  test('calls its hooks with its state, and goes on when one fails', async () => {
    await using server = await openTestServer()
    const seen: string[] = []
    const hooked = flow(
      {
        onRunning: (_flow, run) => seen.push(`running ${run.runCount}`),
        onCompletion: [
          () => {
            throw new Error('hook')
          },
          (definition, _run, state) => seen.push(`${definition.name} ${state.name}`),
        ],
      },
      async function hooked() {},
    )
    await server.run(() => hooked())
    expect(seen).toEqual(['running 1', 'hooked Completed'])
  })

  test('has a version: its own, or the hash of its file', async () => {
    await using server = await openTestServer()
    const versionOf = flow(async function versionOf() {
      return flowRun().flowVersion
    })
    expect(await server.run(() => versionOf())).toBe(hashFile(import.meta.filename))
    expect(await server.run(() => versionOf.withOptions({ version: '2.0' })())).toBe('2.0')
  })

  test('sends what it logs before it answers', async () => {
    await using server = await openTestServer()
    const talking = flow({ logPrints: true }, async function talking() {
      logger().info('hello %s', 'there')
      console.log('printed', { n: 1 })
      return flowRun().id
    })
    const messages = (await server.logs(await server.run(() => talking()))).map(({ message }) => message)
    expect(messages).toContain('hello there')
    expect(messages).toContain('printed { n: 1 }')
  })
})
