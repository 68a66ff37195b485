import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { flowRun } from '../context/flow-run.ts'
import { runFlowRun } from '../engine/run-flow-run.ts'
import { NotResumed, ParameterError, PauseTimedOut, RunSuspended } from '../errors.ts'
import type { AnyFlow } from '../any-flow.ts'
import { flow } from '../flow.ts'
import type { RunState } from '../states/run-state.ts'
import { task } from '../task.ts'
import { openTestServer, type TestServer } from '../testing/test-server.ts'
import { pause, suspend } from './pause.ts'
import { resumeFlowRun } from './resume-flow-run.ts'

const approval = z.object({ name: z.string(), amount: z.number().default(10) })

/** The one run there is, once it is paused. */
async function paused(server: TestServer): Promise<string> {
  for (;;) {
    const [run] = await server.client.flowRuns.filter({
      body: { flow_runs: { state: { type: { any_: ['PAUSED'] } } }, sort: 'START_TIME_DESC' },
    })
    if (run !== undefined) return run.id
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** A run of a deployment, as a worker would execute it. */
async function deployedRun(server: TestServer, subject: AnyFlow): Promise<{ id: string; execute: () => Promise<RunState> }> {
  const { client } = server
  const { id: flow_id } = await client.flows.create({ body: { name: subject.name } })
  const { id: deployment_id } = await client.deployments.create({ body: { name: 'test', flow_id } })
  const { id } = await client.deployments.createFlowRun({ params: { id: deployment_id }, body: {} })
  return { id, execute: () => runFlowRun(id, { client, flow: subject }) }
}

describe('a flow that is paused', () => {
  test('goes on where it stands when it is resumed', async () => {
    await using server = await openTestServer()
    const seen: string[] = []
    const careful = flow(async function careful() {
      seen.push('before')
      await pause()
      seen.push('after')
      return flowRun().runCount
    })
    const running = server.run(() => careful())
    const id = await paused(server)
    seen.push('paused')
    await resumeFlowRun(id, { client: server.client })
    expect(await running).toBe(1)
    expect(seen).toEqual(['before', 'paused', 'after'])
    expect(await server.flowStates(id)).toEqual(['Pending', 'Running', 'Paused', 'Running', 'Completed'])
  })

  test('gets the input it is resumed with, which must fit', async () => {
    await using server = await openTestServer()
    const asking = flow(async function asking() {
      return await pause({ input: approval, description: 'Who **approves**?' })
    })
    const running = server.run(() => asking())
    const id = await paused(server)
    const { client } = server
    await expect(resumeFlowRun(id, { client })).rejects.toThrow(NotResumed)
    await expect(resumeFlowRun(id, { client, input: { name: 7 } })).rejects.toThrow("Validation failed for field 'name'")
    const inputs = await client.flowRunInputs.filter({ params: { id }, body: { prefix: 'paused-1', limit: 10 } })
    expect(Object.fromEntries(inputs.map(({ key, value }) => [key, JSON.parse(value)]))).toMatchObject({
      'paused-1-schema': { type: 'object', required: ['name'] },
      'paused-1-description': 'Who **approves**?',
    })
    await resumeFlowRun(id, { client, input: { name: 'Ada' } })
    expect(await running).toEqual({ name: 'Ada', amount: 10 })
  })

  test('may wait for what is no object', async () => {
    await using server = await openTestServer()
    const asking = flow(async function asking() {
      return await pause({ input: z.number(), key: 'how-many' })
    })
    const running = server.run(() => asking())
    await resumeFlowRun(await paused(server), { client: server.client, input: { value: 3 } })
    expect(await running).toBe(3)
  })

  test('fails when nobody resumes it in time', async () => {
    await using server = await openTestServer()
    const forgotten = flow(async function forgotten() {
      await pause({ timeoutSeconds: 0.05 })
    })
    await expect(server.run(() => forgotten())).rejects.toThrow(PauseTimedOut)
  })

  test('is not resumed when it is not paused', async () => {
    await using server = await openTestServer()
    const plain = flow(async function plain() {
      return flowRun().id
    })
    const id = await server.run(() => plain())
    await expect(resumeFlowRun(id, { client: server.client })).rejects.toThrow('Cannot resume a flow run that is not paused.')
  })
})

describe('a flow that is suspended', () => {
  test('ends its process and goes on in another, with the input and without repeating tasks', async () => {
    await using server = await openTestServer()
    const calls: string[] = []
    const note = task(async function note(what: string) {
      calls.push(what)
      return what
    })
    const long = flow({ name: 'long' }, async () => {
      await note('first')
      const { name } = await suspend({ input: approval })
      await note(name)
      await suspend()
      await note('last')
      return name
    })
    const { id, execute } = await deployedRun(server, long)
    const state = await execute()
    expect(state.name).toBe('Suspended')
    expect(() => state.result()).toThrow('run ended Suspended')
    await resumeFlowRun(id, { client: server.client, input: { name: 'Ada' } })
    expect((await execute()).name).toBe('Suspended')
    await resumeFlowRun(id, { client: server.client })
    expect((await execute()).result()).toBe('Ada')
    expect(calls).toEqual(['first', 'Ada', 'last'])
    expect(await server.flowStates(id)).toEqual([
      'Scheduled',
      'Running',
      'Suspended',
      'Resuming',
      'Running',
      'Suspended',
      'Resuming',
      'Running',
      'Completed',
    ])
    expect(await server.client.flowRuns.read({ params: { id } })).toMatchObject({ run_count: 1 })
    const runs = await server.taskRuns(id, 6)
    expect(runs.map(({ state_name: name }) => name)).toEqual(['Completed', 'Cached', 'Completed', 'Cached', 'Cached', 'Completed'])
  })

  test('stays suspended though its code goes on', async () => {
    await using server = await openTestServer()
    const note = task(async function note() {})
    const errors: unknown[] = []
    const stubborn = flow({ name: 'stubborn' }, async () => {
      await suspend().catch((error: unknown) => errors.push(error))
      await note().catch((error: unknown) => errors.push(error))
      return 'went on'
    })
    const { execute } = await deployedRun(server, stubborn)
    expect((await execute()).name).toBe('Suspended')
    expect(errors.map((error) => error instanceof RunSuspended)).toEqual([true, true])
  })

  test('needs a deployment', async () => {
    await using server = await openTestServer()
    const alone = flow(async function alone() {
      await suspend()
    })
    await expect(server.run(() => alone())).rejects.toThrow('the flow run cannot be suspended: Cannot suspend flows without a deployment.')
  })

  test('fails when the input does not fit the schema of the code that goes on', async () => {
    await using server = await openTestServer()
    let strict = false
    const changed = flow({ name: 'changed' }, async () => {
      await suspend({ input: strict ? z.object({ name: z.string().min(5) }) : z.object({ name: z.string() }) })
    })
    const { id, execute } = await deployedRun(server, changed)
    await execute()
    await resumeFlowRun(id, { client: server.client, input: { name: 'Ada' } })
    strict = true
    const state = await execute()
    expect(() => state.result()).toThrow(ParameterError)
  })
})
