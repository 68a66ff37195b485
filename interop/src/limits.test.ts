import { eventually, type RunningServer, startServer } from '@millrace/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GENERATIONS, preparePeer } from './peers.ts'
import { type RunningPython, startPython } from './start-python.ts'

/** Seconds that the client may take for a part of its program on a slow machine. */
const LONGEST = 200

describe.each(GENERATIONS)('a real Prefect %s client', (generation) => {
  let server: RunningServer
  let python: RunningPython

  beforeAll(async () => {
    await preparePeer(generation)
    server = await startServer()
    const { concurrencyLimits, concurrencyLimitsV2 } = server.client
    await concurrencyLimits.create({ body: { tag: 'interop-limited', concurrency_limit: 1 } })
    await concurrencyLimits.create({ body: { tag: 'interop-none', concurrency_limit: 0 } })
    await concurrencyLimitsV2.create({ body: { name: 'interop-db', limit: 1 } })
    // One process for all tests. Two tasks at a time only: a 2.20 client waits half a minute for the slot of a tag.
    python = await startPython(generation, server.url, ['limits.py', '2', 'Bergen'])
  })

  afterAll(async () => {
    await python[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
  })

  test('keeps to the limits of a tag and of a name, gives all slots back, and leaves an artifact', async () => {
    const { client } = server
    await python.process.says(/^kept to the limits$/m, LONGEST)

    const flow = await client.flows.readByName({ params: { name: 'interop-limits' } })
    const runs = await client.flowRuns.filter({ body: { flows: { id: { any_: [flow.id] } } } })
    expect(runs).toMatchObject([{ state_type: 'COMPLETED' }])
    // What ends a task run of 3.8 is told in the background.
    await eventually('all slots are given back', async () => {
      const byTag = await client.concurrencyLimits.readByTag({ params: { tag: 'interop-limited' } })
      const names = ['interop-db', 'tag:interop-limited']
      const limits = await Promise.all(names.map((id_or_name) => client.concurrencyLimitsV2.read({ params: { id_or_name } })))
      const held = limits.map(({ limit, active_slots: slots }) => [limit, slots])
      return JSON.stringify([byTag.active_slots, held]) === '[[],[[1,0],[1,0]]]' ? true : undefined
    })

    const artifacts = await client.artifacts.filter({ body: { artifacts: { key: { any_: ['interop-report'] } }, sort: 'CREATED_DESC' } })
    expect(artifacts).toMatchObject([
      { type: 'table', data: '[{"row": 1}, {"row": 2}, {"row": 3}]', flow_run_id: runs[0]?.id },
      { type: 'markdown', data: '# 3 rows', description: 'what came out' },
    ])
    const latest = await client.artifacts.readLatest({ params: { key: 'interop-report' } })
    expect(latest).toMatchObject({ type: 'table', task_run_id: artifacts[0]?.task_run_id })
  })

  test('ends a task whose tag has a limit of 0, and holds nothing', async () => {
    const { client } = server
    await python.process.says(/^ended without a slot: /m, LONGEST)
    const limit = await client.concurrencyLimitsV2.read({ params: { id_or_name: 'tag:interop-none' } })
    expect(limit).toMatchObject({ limit: 0, active_slots: 0 })
    const [run] = await client.flowRuns.filter({ body: { flows: { name: { any_: ['interop-zero'] } } } })
    expect(run?.state_type).not.toBe('COMPLETED')
  })

  test('pauses for an input, is refused a wrong one, and goes on with the right one', async () => {
    const { client } = server
    const run = await eventually(
      'the run pauses',
      async () => {
        const found = await client.flowRuns.filter({ body: { flow_runs: { state: { type: { any_: ['PAUSED'] } } } } })
        return found[0]
      },
      LONGEST,
    )
    const resume = (run_input: Record<string, string>): ReturnType<typeof client.flowRuns.resume> =>
      client.flowRuns.resume({ params: { id: run.id }, body: { run_input } })
    // The client pauses its run first and says what it asks for a moment later.
    await eventually('the run says what it asks for', async () => {
      const asked = await client.flowRunInputs.filter({ params: { id: run.id }, body: { prefix: 'paused', limit: 10 } })
      return asked.some(({ key }) => key.endsWith('schema')) ? true : undefined
    })
    expect(await resume({ rows: 'many' })).toMatchObject({ status: 'REJECT' })
    expect(await resume({ city: 'Bergen' })).toMatchObject({ status: 'ACCEPT' })
    expect(await python.process.ended, python.process.output()).toBe(0)
    expect(await client.flowRuns.read({ params: { id: run.id } })).toMatchObject({ state_type: 'COMPLETED' })
  })
})
