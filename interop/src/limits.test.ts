import { eventually, type RunningServer, startServer } from '@millrace/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GENERATIONS, preparePeer } from './peers.ts'
import { startPython } from './start-python.ts'

describe.each(GENERATIONS)('a real Prefect %s client', (generation) => {
  let server: RunningServer

  beforeAll(async () => {
    await preparePeer(generation)
    server = await startServer()
  })

  afterAll(() => server[Symbol.asyncDispose]())

  test('keeps to the limits of a tag and of a name, gives all slots back, and leaves an artifact', async () => {
    const { client } = server
    await client.concurrencyLimits.create({ body: { tag: 'interop-limited', concurrency_limit: 1 } })
    await client.concurrencyLimitsV2.create({ body: { name: 'interop-db', limit: 1 } })
    // Two at a time only: a 2.20 client waits half a minute for the slot of a tag.
    await using python = await startPython(generation, server.url, ['limits.py', '2'])
    expect(await python.process.ended, python.process.output()).toBe(0)

    const flow = await client.flows.readByName({ params: { name: 'interop-limits' } })
    const runs = await client.flowRuns.filter({ body: { flows: { id: { any_: [flow.id] } } } })
    expect(runs).toMatchObject([{ state_type: 'COMPLETED' }])
    expect(await client.concurrencyLimits.readByTag({ params: { tag: 'interop-limited' } })).toMatchObject({ active_slots: [] })
    for (const id_or_name of ['interop-db', 'tag:interop-limited']) {
      expect(await client.concurrencyLimitsV2.read({ params: { id_or_name } })).toMatchObject({ limit: 1, active_slots: 0 })
    }

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
    await client.concurrencyLimits.create({ body: { tag: 'interop-limited', concurrency_limit: 0 } })
    const program = 'from prefect import flow; from limits import limited; flow(name="interop-zero")(lambda: limited(1))()'
    await using python = await startPython(generation, server.url, ['-c', program])
    expect(await python.process.ended, python.process.output()).not.toBe(0)
    expect(await client.concurrencyLimitsV2.read({ params: { id_or_name: 'tag:interop-limited' } })).toMatchObject({ active_slots: 0 })
  })

  test('pauses for an input, is refused a wrong one, and goes on with the right one', async () => {
    const { client } = server
    await using python = await startPython(generation, server.url, ['asks.py', 'Bergen'])
    const run = await eventually('the run pauses', async () => {
      const found = await client.flowRuns.filter({ body: { flow_runs: { state: { type: { any_: ['PAUSED'] } } } } })
      return found[0]
    })
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
